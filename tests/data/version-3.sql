-- What version 3 adds to version-2.sql: something in each of its tables (bot/store/migrations/sql/3.sql).
INSERT INTO pictures VALUES (1, 'camera', 1760000000000, 1760000060000, 12), (1, 'screen', 1760000100000, 1760000100000, 1);
INSERT INTO camera_passes VALUES (1, zeroblob(32), 1760000600000, 1, zeroblob(32));
UPDATE guild_settings SET video = 0;
UPDATE voice_line SET interview_type = 'video' WHERE id = 5;
