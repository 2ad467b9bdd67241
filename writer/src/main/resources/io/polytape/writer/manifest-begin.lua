-- Stores the manifest of a batch, if the slot is still ours.
-- KEYS: lease, epoch, manifest. ARGV: own token, own epoch, manifest.
if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then
  return 'FENCED'
end
local there = redis.call('GET', KEYS[3])
if there and there ~= ARGV[3] then
  return 'OTHER'
end
redis.call('SET', KEYS[3], ARGV[3])
return 'OK'
