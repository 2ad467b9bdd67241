-- Removes what every group has finished. KEYS: stream, finished. ARGV: the groups that must exist.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local function parts(id)
  local ms, seq = string.match(id, '(%d+)-(%d+)')
  return tonumber(ms), tonumber(seq)
end
local function before(a, b)
  local am, as = parts(a)
  local bm, bs = parts(b)
  return am < bm or (am == bm and as < bs)
end

local delivered = {}
local names = {}
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local name, last
  for i = 1, #group, 2 do
    if group[i] == 'name' then name = group[i + 1] end
    if group[i] == 'last-delivered-id' then last = group[i + 1] end
  end
  delivered[name] = last
  names[#names + 1] = name
end
for _, group in ipairs(ARGV) do
  if not delivered[group] then return 0 end
end

local keep = nil -- the smallest id that somebody still needs
for _, name in ipairs(names) do
  local pending = redis.call('XPENDING', KEYS[1], name)
  local oldest
  if pending[1] > 0 then
    oldest = pending[2]
    -- Everything before the oldest pending entry is finished.
    local ms, seq = parts(oldest)
    local done = seq > 0 and string.format('%.0f-%.0f', ms, seq - 1)
      or string.format('%.0f-18446744073709551615', ms - 1)
    redis.call('HSET', KEYS[2], name, done)
  else
    redis.call('HSET', KEYS[2], name, delivered[name])
    local ms, seq = parts(delivered[name])
    oldest = string.format('%.0f-%.0f', ms, seq + 1)
  end
  if not keep or before(oldest, keep) then keep = oldest end
end
-- Whole nodes only: exact trimming would rewrite the first node each time.
return redis.call('XTRIM', KEYS[1], 'MINID', '~', keep)
