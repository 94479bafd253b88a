-- Something in every table of version 1 (bot/store/migrations/sql/1.sql); the plans are filled in by the test.
INSERT INTO positions VALUES (3, 5, 'Helper', 'What we do.', 'Why here?', 'Thank you.', '["en","de"]', 0, 1760000000000);
INSERT INTO positions VALUES (9, 5, 'Gone', '', 'Why?', '', '["en"]', 1, 1760000000001);
DELETE FROM positions WHERE id = 9;
INSERT INTO interview_sessions VALUES
    (1, 5, 20, 'text', 'active', 1760000000000, 'Helper', '', NULL, 1760600000000, 'Änne', 50, 70, 3, 'en', 'en-GB',
     'some-model', 1, 0, 60, 400000, 12, 0.5, 'a handle', 2, 1760000000500, '{}', NULL, NULL),
    (4, 5, 21, 'voice', 'abandoned', 1750000000000, '', 'deadline', 1750000900000, 1750600000000, '', NULL, NULL, NULL,
     'und', '', '', 0, 1, 0, 0, 0, 0, NULL, NULL, NULL, '{}', '{"mood":"fine"}', 1760000000000);
INSERT INTO turns VALUES
    (7, 1, 1, 'interviewer', 'question', 1760000000100, NULL, 0, 'Warum hier?', 'Gut.', 'Why here?', NULL),
    (8, 1, 2, 'candidate', 'answer', 1760000000200, 1760000000300, 0, 'Because 🎯' || char(10) || 'of it.', NULL, NULL, NULL),
    (9, 4, 1, 'candidate', 'imported', 1750000000100, NULL, NULL, 'Hello', NULL, NULL, '{"tokens":7}');
INSERT INTO turn_messages VALUES (1, 700, 1), (1, 701, 2), (1, 702, 2);
INSERT INTO turn_marks VALUES (1, 1, 'untranslated', 1760000000150), (1, 2, 'edited_later', 1760000000400);
INSERT INTO consents VALUES (1, '1', 'I agree.', 1759999999000, 1767700000000);
INSERT INTO events VALUES (11, 1, 1760000000000, 'status', '{"to":"starting"}'), (12, 4, 1760000000000, 'type_assumed', '{}');
INSERT INTO guild_settings VALUES (5, 50, NULL, NULL, NULL, 30, 7, 3, 50, 20.0, 60, 400000);
INSERT INTO guild_candidates VALUES (5, 20, 'Änne', 'änne'), (5, 21, 'Bo', 'bo');
INSERT INTO guild_titles VALUES (5, 'Helper', 'helper');
INSERT INTO erasures VALUES (2, 22, NULL, 'done', 1760000000000, 1760000001000, '[]');
