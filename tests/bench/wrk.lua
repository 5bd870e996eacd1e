-- What wrk asks, and what it found as one line of JSON. From the environment:
--   BENCH_KEY       sent as the bearer's, where set
--   BENCH_BODY      posted; "@respondent" and "@practice" become new ones each time
--   BENCH_PRACTICES how many practices to go through
local body = os.getenv("BENCH_BODY")
local practices = tonumber(os.getenv("BENCH_PRACTICES") or 1)
local run, sent = os.time(), 0

if os.getenv("BENCH_KEY") then
   wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY")
end

if body then
   wrk.headers["Content-Type"] = "application/json"
   request = function()
      sent = sent + 1
      local text = body:gsub("@respondent", run .. "." .. sent)
      return wrk.format("POST", nil, nil, (text:gsub("@practice", string.format("b%06d", 1 + sent % practices))))
   end
end

function done(summary, latency)
   local failed = summary.errors
   io.write(string.format('{"requests": %d, "seconds": %.6f, "p50": %.4f, "p99": %.4f, "failed": %d}\n',
      summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
      failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
