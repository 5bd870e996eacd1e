"""An issuer of tokens: two keys, their set in a file, and tokens that they sign."""
import json
import pathlib
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa


class Keys:
    def __init__(self, directory):
        self.keys = {"RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
                     "ES256": ec.generate_private_key(ec.SECP256R1())}
        algorithms = {"RS256": jwt.algorithms.RSAAlgorithm, "ES256": jwt.algorithms.ECAlgorithm}
        public = [json.loads(algorithms[a].to_jwk(k.public_key())) | {"kid": a, "alg": a, "use": "sig"}
                  for a, k in self.keys.items()]
        path = pathlib.Path(directory, "keys.json")
        path.write_text(json.dumps({"keys": public}))
        self.issuer = {"name": "bench", "issuer": "https://bench.example", "audience": "continuum", "jwks_file": str(path),
                       "role": {"claim": "/roles", "map": {"administrator": "state_administrator"}}}

    def token(self, algorithm):
        claims = {"iss": "https://bench.example", "aud": "continuum", "sub": "someone", "roles": ["administrator"],
                  "iat": int(time.time()), "exp": int(time.time()) + 3600, "jti": "1"}
        return jwt.encode(claims, self.keys[algorithm], algorithm, headers={"kid": algorithm, "typ": "at+jwt"})
