select answer from bench.statewide;
