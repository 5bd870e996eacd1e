-- What wrk asks, and what it found as one line of JSON. From the environment:
--   BENCH_HEADERS   a file of headers, one a line: Name: value
--   BENCH_PATHS     a file of paths asked in turn, instead of the one address
--   BENCH_METHOD    POST, where there is a body, unless it says otherwise
--   BENCH_BODY      sent; "@respondent" and "@practice" become new ones each time
--   BENCH_PRACTICES how many practices to go through
local body, paths = os.getenv("BENCH_BODY"), {}
local method = os.getenv("BENCH_METHOD") or (body and "POST") or "GET"
local practices = tonumber(os.getenv("BENCH_PRACTICES") or 1)
local run, sent = os.time(), 0

for line in io.lines(os.getenv("BENCH_HEADERS") or "/dev/null") do
   local name, value = line:match("^([^:]+): (.*)$")
   wrk.headers[name] = value
end

for line in io.lines(os.getenv("BENCH_PATHS") or "/dev/null") do
   paths[#paths + 1] = line
end

if body then
   wrk.headers["Content-Type"] = "application/json"
end

if body or #paths > 0 then
   request = function()
      sent = sent + 1
      local text = body
      if text and text:find("@", 1, true) then
         text = text:gsub("@respondent", run .. "." .. sent):gsub("@practice", string.format("b%06d", 1 + sent % practices))
      end
      return wrk.format(method, paths[1 + (sent - 1) % #paths], nil, text)
   end
end

function done(summary, latency)
   local failed = summary.errors
   io.write(string.format('{"requests": %d, "seconds": %.6f, "p50": %.4f, "p99": %.4f, "failed": %d}\n',
      summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
      failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
