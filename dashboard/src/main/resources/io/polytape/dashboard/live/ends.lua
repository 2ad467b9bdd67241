-- Where streams begin and end; writes nothing. KEYS: streams.
-- Answers {first entry's id ('' for none), last id ever given} for each.
local ends = {}
for i, key in ipairs(KEYS) do
  ends[i] = {'', '0-0'}
  if redis.call('TYPE', key).ok == 'stream' then
    local info = redis.call('XINFO', 'STREAM', key)
    for j = 1, #info, 2 do
      if info[j] == 'last-generated-id' then ends[i][2] = info[j + 1] end
      if info[j] == 'first-entry' and info[j + 1] then ends[i][1] = info[j + 1][1] end
    end
  end
end
return ends
