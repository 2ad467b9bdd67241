-- Changes the set of tokens to follow live, or does nothing.
-- KEYS: epoch, set. ARGV: epoch, number of tokens to add, those, then tokens to remove.
local epoch = redis.call('GET', KEYS[1]) or '0'
if epoch ~= ARGV[1] then
  return 'FENCED'
end
local last = 2 + tonumber(ARGV[2])
for i = 3, last do redis.call('SADD', KEYS[2], ARGV[i]) end
for i = last + 1, #ARGV do redis.call('SREM', KEYS[2], ARGV[i]) end
return 'OK'
