-- Takes over pending entries of a slot whose lease we hold and which has no batch under way.
-- KEYS: lease, epoch, manifest, stream. ARGV: own token, epoch, group, from, to, count.
if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then
  return -1
end
if redis.call('EXISTS', KEYS[3]) == 1 then
  return -1
end
local pending = redis.call('XPENDING', KEYS[4], ARGV[3], '-', '+', ARGV[6], ARGV[4])
local ids = {}
for i, each in ipairs(pending) do ids[i] = each[1] end
if #ids > 0 then
  redis.call('XCLAIM', KEYS[4], ARGV[3], ARGV[5], 0, unpack(ids))
end
return #ids
