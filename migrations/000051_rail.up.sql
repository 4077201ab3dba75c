-- What broke on a day stands on its rail. Among all that was kept on that day it was looked for one by one.
create index promises_broken on promises (due_at) where state = 'broken' and recovers_id is null;
comment on index promises_broken is 'What broke on a day, the latest first: the rail of the queue.';

update schema_migrations set dirty = false;
