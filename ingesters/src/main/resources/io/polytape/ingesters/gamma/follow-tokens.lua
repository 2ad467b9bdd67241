-- Changes the set of tokens to follow live, or does nothing.
-- KEYS: epoch, set. ARGV: epoch, number of tokens to add, those, then tokens to remove.
local epoch = redis.call('GET', KEYS[1]) or '0'
if epoch ~= ARGV[1] then
  return 'FENCED'
end
local last = 2 + tonumber(ARGV[2])
for i = 3, last do
  -- Gamma may list a market as open for a while after the venue has settled it.
  if (redis.call('HGET', 'token:' .. ARGV[i], 'ended') or '') == '' then
    redis.call('SADD', KEYS[2], ARGV[i])
  end
end
for i = last + 1, #ARGV do redis.call('SREM', KEYS[2], ARGV[i]) end
return 'OK'
