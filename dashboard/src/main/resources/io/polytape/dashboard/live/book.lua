-- A token's quote, windows and ladders as they belong together; writes nothing.
-- KEYS: quote, vwap, bids, asks. ARGV: most levels of a side.
-- Answers {quote, windows, bids best first, asks best first}, hashes as name, value, ...
local most = tonumber(ARGV[1]) - 1
local bids, asks = {}, {}
if most >= 0 then
  bids = redis.call('ZREVRANGE', KEYS[3], 0, most)
  asks = redis.call('ZRANGE', KEYS[4], 0, most)
end
return {redis.call('HGETALL', KEYS[1]),
  redis.call('HMGET', KEYS[2], '1m', '1m_volume', '1m_trades', '1h', '1h_volume', '1h_trades',
    '24h', '24h_volume', '24h_trades'), bids, asks}
