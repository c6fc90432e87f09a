BEGIN TRANSACTION;
CREATE TABLE actor (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	email VARCHAR, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	cursor_user_id VARCHAR, 
	role VARCHAR, 
	is_member BOOLEAN NOT NULL, 
	is_removed BOOLEAN NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	last_listed_at DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
INSERT INTO "actor" VALUES(1,'sanjay.rahimi@example.com','sanjay.rahimi@example.com','Sanjay Rahimi','person','user_15f91Sb','owner',1,0,'2026-11-12 09:20:31.500000','2026-11-12 10:20:31.500000');
INSERT INTO "actor" VALUES(2,'ximena.raman@example.com','ximena.raman@example.com','Ximena Raman','person','user_15f92Sb','free-owner',1,0,'2026-11-12 09:20:31.500000','2026-11-12 10:20:31.500000');
INSERT INTO "actor" VALUES(3,'lucia.tanaka@example.com','lucia.tanaka@example.com','Lucía Tanaka','person','user_15f93Sb','member',1,0,'2026-11-12 09:20:31.500000','2026-11-12 10:20:31.500000');
INSERT INTO "actor" VALUES(4,'vera.raman@example.com','vera.raman@example.com','Vera Raman','person','user_15f94Sb','member',1,0,'2026-11-12 09:20:31.500000','2026-11-12 10:20:31.500000');
INSERT INTO "actor" VALUES(5,'elif.byrne@example.com','elif.byrne@example.com','Elif Byrne','person','user_15f95Sb','member',1,0,'2026-11-12 09:20:31.500000','2026-11-12 10:20:31.500000');
INSERT INTO "actor" VALUES(6,'ci-runner@example.com','ci-runner@example.com','Nightly jobs','service_account','user_15f96Sb','member',0,0,'2026-11-12 09:20:31.500000',NULL);
CREATE TABLE ai_commit (
	id INTEGER NOT NULL, 
	commit_hash VARCHAR NOT NULL, 
	actor_id INTEGER NOT NULL, 
	committed_ms BIGINT NOT NULL, 
	repository VARCHAR NOT NULL, 
	branch VARCHAR NOT NULL, 
	is_primary_branch BOOLEAN, 
	source VARCHAR NOT NULL, 
	lines_added INTEGER NOT NULL, 
	lines_deleted INTEGER NOT NULL, 
	tab_added INTEGER NOT NULL, 
	tab_deleted INTEGER NOT NULL, 
	agent_added INTEGER NOT NULL, 
	agent_deleted INTEGER NOT NULL, 
	unattributed_added INTEGER, 
	unattributed_deleted INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(actor_id) REFERENCES actor (id), 
	UNIQUE (commit_hash, actor_id, committed_ms)
);
INSERT INTO "ai_commit" VALUES(1,'1764d3ee53bf8b497c709afe44ec56a637ac256a',3,1794418115572,'','',NULL,'cli',1,0,0,0,0,0,1,0);
INSERT INTO "ai_commit" VALUES(2,'643fa7d9ce59ed5235098bcfeae283ba21f7fff4',1,1794406227176,'acme/internal-tools','rework/export',0,'ide',335,29,11,0,274,23,50,6);
INSERT INTO "ai_commit" VALUES(3,'322ea1e359737fd23bfb98d7826a0ffe79a9c96d',1,1794334270701,'acme/infrastructure','add/export',0,'ide',89,52,2,0,22,13,65,39);
INSERT INTO "ai_commit" VALUES(4,'31147df58e970817f813bd1cc25adf23b1f5483d',5,1794333130865,'acme/app','main',1,'ide',69,36,8,2,28,15,33,19);
INSERT INTO "ai_commit" VALUES(5,'876fdce6ca1d836406e151ce0cd50a34dfaec9e1',3,1794331069425,'','',NULL,'ide',803,55,10,0,352,24,441,31);
INSERT INTO "ai_commit" VALUES(6,'31d9b7cdc16ff4576f94ff0186a03739e91645e4',3,1794331069425,'','',NULL,'ide',803,55,10,0,352,24,441,31);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE anomaly (
	id INTEGER NOT NULL, 
	incident_id INTEGER, 
	subject VARCHAR NOT NULL, 
	rule VARCHAR NOT NULL, 
	metric VARCHAR NOT NULL, 
	period_key VARCHAR NOT NULL, 
	severity VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	value_millionths BIGINT NOT NULL, 
	line_millionths BIGINT NOT NULL, 
	baseline_millionths BIGINT, 
	models JSON NOT NULL, 
	onset_at DATETIME NOT NULL, 
	detected_at DATETIME NOT NULL, 
	judged_at DATETIME NOT NULL, 
	cleared_at DATETIME, 
	data_age_seconds INTEGER NOT NULL, 
	message TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(incident_id) REFERENCES incident (id), 
	UNIQUE (subject, rule, metric, period_key)
);
INSERT INTO "anomaly" VALUES(1,1,'ci-runner@example.com','max_requests_day','requests','2026-11-11','critical','requests',52000000,3000000,0,'[["composer-2.5", 436427625]]','2026-11-11 02:21:40.281000','2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,0,'Nightly jobs made 52 requests on 11 November (UTC), above the limit of 3 requests for a member and day; 100% of the spend on composer-2.5 ($4.36)');
INSERT INTO "anomaly" VALUES(2,2,'lucia.tanaka@example.com','max_requests_day','requests','2026-11-11','critical','requests',34000000,3000000,28000000,'[["claude-opus-4-7-max", 6266878820]]','2026-11-11 08:51:04.919000','2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,0,'Lucía Tanaka made 34 requests on 11 November (UTC), above the limit of 3 requests for a member and day; 100% of the spend on claude-opus-4-7-max ($62.67)');
INSERT INTO "anomaly" VALUES(3,1,'ci-runner@example.com','max_requests_day','requests','2026-11-12','critical','requests',24000000,3000000,52000000,'[["composer-2.5", 192779349]]','2026-11-12 02:32:33.894000','2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,0,'Nightly jobs made 24 requests on 12 November (UTC), above the limit of 3 requests for a member and day; 100% of the spend on composer-2.5 ($1.93)');
INSERT INTO "anomaly" VALUES(4,3,'elif.byrne@example.com','max_requests_day','requests','2026-11-11','critical','requests',24000000,3000000,31000000,'[["default", 381126675]]','2026-11-11 09:03:24.348000','2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,0,'Elif Byrne made 24 requests on 11 November (UTC), above the limit of 3 requests for a member and day; 83% of the spend on default ($3.81)');
INSERT INTO "anomaly" VALUES(5,4,'vera.raman@example.com','max_requests_day','requests','2026-11-11','critical','requests',15000000,3000000,28000000,'[["composer-2.5", 213242476]]','2026-11-11 11:17:05.500000','2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,0,'Vera Raman made 15 requests on 11 November (UTC), above the limit of 3 requests for a member and day; 100% of the spend on composer-2.5 ($2.13)');
INSERT INTO "anomaly" VALUES(6,5,'sanjay.rahimi@example.com','max_requests_day','requests','2026-11-11','critical','requests',13000000,3000000,27000000,'[["claude-4.5-sonnet", 161208555], ["default", 94802975], ["composer-2.5", 45152360]]','2026-11-11 10:44:05.572000','2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,0,'Sanjay Rahimi made 13 requests on 11 November (UTC), above the limit of 3 requests for a member and day; 54% of the spend on claude-4.5-sonnet ($1.61) and 31% on default ($0.95)');
INSERT INTO "anomaly" VALUES(7,5,'sanjay.rahimi@example.com','max_requests_day','requests','2026-11-12','critical','requests',11000000,3000000,20000000,'[["default", 112652092], ["composer-2.5", 30742210]]','2026-11-12 07:30:49.483000','2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,0,'Sanjay Rahimi made 11 requests on 12 November (UTC), above the limit of 3 requests for a member and day; 79% of the spend on default ($1.13) and 21% on composer-2.5 ($0.31)');
INSERT INTO "anomaly" VALUES(8,3,'elif.byrne@example.com','max_requests_day','requests','2026-11-12','critical','requests',10000000,3000000,27500000,'[["gpt-5.5-medium", 87219523]]','2026-11-12 08:05:03.411000','2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,0,'Elif Byrne made 10 requests on 12 November (UTC), above the limit of 3 requests for a member and day; 57% of the spend on default ($1.84) and 27% on gpt-5.5-medium ($0.87)');
INSERT INTO "anomaly" VALUES(9,2,'lucia.tanaka@example.com','max_requests_day','requests','2026-11-12','critical','requests',8000000,3000000,31000000,'[["claude-opus-4-7-max", 1600466175]]','2026-11-12 08:41:23.798000','2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,0,'Lucía Tanaka made 8 requests on 12 November (UTC), above the limit of 3 requests for a member and day; 100% of the spend on claude-opus-4-7-max ($16.00)');
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	old_value VARCHAR, 
	new_value VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,'2026-11-12 10:20:31.500000','mara','cli','setting.set','max_requests_per_day','0','3');
INSERT INTO "audit" VALUES(2,'2026-11-12 10:20:31.500000','mara','cli','setting.set','zscore_multiplier','2.5','4.0');
CREATE TABLE backfill (
	kind VARCHAR NOT NULL, 
	begun_ms BIGINT NOT NULL, 
	next_end_ms BIGINT NOT NULL, 
	empty_ranges INTEGER NOT NULL, 
	oldest_event_ms BIGINT, 
	is_done BOOLEAN NOT NULL, 
	PRIMARY KEY (kind)
);
INSERT INTO "backfill" VALUES('events',1794475231500,1784455200000,3,1794290630201,1);
INSERT INTO "backfill" VALUES('daily_usage',1794475231500,1793059200000,0,NULL,1);
INSERT INTO "backfill" VALUES('team_dau',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('team_models',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('team_agent_edits',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('team_tabs',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('team_mcp',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('team_commands',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('team_plans',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('team_ask_mode',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('team_skills',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('team_file_extensions',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('team_client_versions',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('team_conversations',1794475231500,1792022400000,0,NULL,0);
INSERT INTO "backfill" VALUES('member_models',1794475231500,1793923200000,0,NULL,0);
INSERT INTO "backfill" VALUES('member_agent_edits',1794475231500,1793923200000,0,NULL,0);
INSERT INTO "backfill" VALUES('member_tabs',1794475231500,1793923200000,0,NULL,0);
INSERT INTO "backfill" VALUES('member_mcp',1794475231500,1793923200000,0,NULL,0);
INSERT INTO "backfill" VALUES('member_commands',1794475231500,1793923200000,0,NULL,0);
INSERT INTO "backfill" VALUES('ai_commits',1794475231500,1793923200000,0,NULL,0);
CREATE TABLE billing_cycle (
	start_ms BIGINT NOT NULL, 
	end_ms BIGINT NOT NULL, 
	is_end_known BOOLEAN NOT NULL, 
	seen_at DATETIME NOT NULL, 
	PRIMARY KEY (start_ms)
);
INSERT INTO "billing_cycle" VALUES(1793102884000,1795781284000,1,'2026-11-12 10:20:31.500000');
CREATE TABLE billing_group (
	id INTEGER NOT NULL, 
	cursor_id VARCHAR, 
	name VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	is_unassigned BOOLEAN NOT NULL, 
	is_deleted BOOLEAN NOT NULL, 
	seen_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (cursor_id)
);
INSERT INTO "billing_group" VALUES(1,'group_sb1','Platform','cursor',0,0,'2026-11-12 10:20:31.500000');
INSERT INTO "billing_group" VALUES(2,'group_sb2','Product','cursor',0,0,'2026-11-12 10:20:31.500000');
INSERT INTO "billing_group" VALUES(3,'group_none','Unassigned','cursor',1,0,'2026-11-12 10:20:31.500000');
CREATE TABLE client_version_day (
	day DATE NOT NULL, 
	version VARCHAR NOT NULL, 
	users INTEGER NOT NULL, 
	share_millionths INTEGER NOT NULL, 
	PRIMARY KEY (day, version)
)
 WITHOUT ROWID

;
INSERT INTO "client_version_day" VALUES('2026-11-10','3.15.0',1,250000);
INSERT INTO "client_version_day" VALUES('2026-11-10','3.17.4',3,750000);
INSERT INTO "client_version_day" VALUES('2026-11-11','3.15.0',1,250000);
INSERT INTO "client_version_day" VALUES('2026-11-11','3.17.4',2,500000);
INSERT INTO "client_version_day" VALUES('2026-11-11','3.18.1',1,250000);
INSERT INTO "client_version_day" VALUES('2026-11-12','3.15.0',1,250000);
INSERT INTO "client_version_day" VALUES('2026-11-12','3.17.4',2,500000);
INSERT INTO "client_version_day" VALUES('2026-11-12','3.18.1',1,250000);
CREATE TABLE collection_run (
	id INTEGER NOT NULL, 
	now DATETIME NOT NULL, 
	finished_at DATETIME, 
	is_complete BOOLEAN NOT NULL, 
	requests JSON NOT NULL, 
	stored JSON NOT NULL, 
	errors JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "collection_run" VALUES(1,'2026-11-12 09:20:31.500000','2026-11-12 09:20:33.162000',1,'{"/teams/members": 1, "/teams/groups": 1, "/teams/spend": 1, "/teams/filtered-usage-events": 4, "/teams/daily-usage-data": 1, "/analytics/team/dau": 1, "/analytics/team/models": 1, "/analytics/team/agent-edits": 1, "/analytics/team/tabs": 1, "/analytics/team/mcp": 1, "/analytics/team/commands": 1, "/analytics/team/plans": 1, "/analytics/team/ask-mode": 1, "/analytics/team/skills": 1, "/analytics/team/top-file-extensions": 1, "/analytics/team/client-versions": 1, "/analytics/team/conversation-insights": 1, "/analytics/by-user/models": 1, "/analytics/by-user/agent-edits": 1, "/analytics/by-user/tabs": 1, "/analytics/by-user/mcp": 1, "/analytics/by-user/commands": 1, "/analytics/ai-code/commits": 1}','{"members": 5, "daily_usage": 85, "spending": 6, "usage_events": 302, "groups": 2, "analytics": 257, "commits": 6}','[]');
INSERT INTO "collection_run" VALUES(2,'2026-11-12 10:20:31.500000','2026-11-12 10:20:31.718000',1,'{"/teams/members": 1, "/teams/groups": 1, "/teams/spend": 1, "/teams/filtered-usage-events": 1, "/teams/daily-usage-data": 1}','{"members": 5, "daily_usage": 15, "spending": 6, "usage_events": 30, "groups": 2, "analytics": 0, "commits": 0}','[]');
CREATE TABLE conversation_day (
	slice VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	label VARCHAR NOT NULL, 
	conversations INTEGER NOT NULL, 
	PRIMARY KEY (slice, day, label)
)
 WITHOUT ROWID

;
INSERT INTO "conversation_day" VALUES('categories','2026-11-10','Bug Fixing & Debugging',9);
INSERT INTO "conversation_day" VALUES('categories','2026-11-10','Code Refactoring & Optimization',3);
INSERT INTO "conversation_day" VALUES('categories','2026-11-10','Configuration & DevOps',5);
INSERT INTO "conversation_day" VALUES('categories','2026-11-10','Documentation',2);
INSERT INTO "conversation_day" VALUES('categories','2026-11-10','New Features',16);
INSERT INTO "conversation_day" VALUES('categories','2026-11-10','Testing',4);
INSERT INTO "conversation_day" VALUES('categories','2026-11-11','Bug Fixing & Debugging',8);
INSERT INTO "conversation_day" VALUES('categories','2026-11-11','Code Explanation',3);
INSERT INTO "conversation_day" VALUES('categories','2026-11-11','Code Refactoring & Optimization',2);
INSERT INTO "conversation_day" VALUES('categories','2026-11-11','Configuration & DevOps',1);
INSERT INTO "conversation_day" VALUES('categories','2026-11-11','Documentation',1);
INSERT INTO "conversation_day" VALUES('categories','2026-11-11','New Features',8);
INSERT INTO "conversation_day" VALUES('categories','2026-11-11','Testing',6);
INSERT INTO "conversation_day" VALUES('categories','2026-11-12','Code Explanation',1);
INSERT INTO "conversation_day" VALUES('categories','2026-11-12','Configuration & DevOps',1);
INSERT INTO "conversation_day" VALUES('categories','2026-11-12','Documentation',1);
INSERT INTO "conversation_day" VALUES('categories','2026-11-12','New Features',2);
INSERT INTO "conversation_day" VALUES('categories','2026-11-12','Other',1);
INSERT INTO "conversation_day" VALUES('categories','2026-11-12','Testing',1);
INSERT INTO "conversation_day" VALUES('complexity','2026-11-10','high',4);
INSERT INTO "conversation_day" VALUES('complexity','2026-11-10','low',5);
INSERT INTO "conversation_day" VALUES('complexity','2026-11-10','medium',15);
INSERT INTO "conversation_day" VALUES('complexity','2026-11-11','high',3);
INSERT INTO "conversation_day" VALUES('complexity','2026-11-11','low',7);
INSERT INTO "conversation_day" VALUES('complexity','2026-11-11','medium',8);
INSERT INTO "conversation_day" VALUES('complexity','2026-11-12','low',3);
INSERT INTO "conversation_day" VALUES('complexity','2026-11-12','medium',2);
INSERT INTO "conversation_day" VALUES('guidanceLevels','2026-11-10','high',11);
INSERT INTO "conversation_day" VALUES('guidanceLevels','2026-11-10','low',7);
INSERT INTO "conversation_day" VALUES('guidanceLevels','2026-11-10','medium',21);
INSERT INTO "conversation_day" VALUES('guidanceLevels','2026-11-11','high',9);
INSERT INTO "conversation_day" VALUES('guidanceLevels','2026-11-11','low',6);
INSERT INTO "conversation_day" VALUES('guidanceLevels','2026-11-11','medium',14);
INSERT INTO "conversation_day" VALUES('guidanceLevels','2026-11-12','high',6);
INSERT INTO "conversation_day" VALUES('guidanceLevels','2026-11-12','low',1);
INSERT INTO "conversation_day" VALUES('intents','2026-11-10','Ask',6);
INSERT INTO "conversation_day" VALUES('intents','2026-11-10','Plan',4);
INSERT INTO "conversation_day" VALUES('intents','2026-11-10','Write Code',14);
INSERT INTO "conversation_day" VALUES('intents','2026-11-11','Ask',3);
INSERT INTO "conversation_day" VALUES('intents','2026-11-11','Plan',3);
INSERT INTO "conversation_day" VALUES('intents','2026-11-11','Write Code',12);
INSERT INTO "conversation_day" VALUES('intents','2026-11-12','Ask',1);
INSERT INTO "conversation_day" VALUES('intents','2026-11-12','Write Code',4);
INSERT INTO "conversation_day" VALUES('workTypes','2026-11-10','bug',9);
INSERT INTO "conversation_day" VALUES('workTypes','2026-11-10','maintenance',9);
INSERT INTO "conversation_day" VALUES('workTypes','2026-11-10','new_feature',21);
INSERT INTO "conversation_day" VALUES('workTypes','2026-11-11','bug',6);
INSERT INTO "conversation_day" VALUES('workTypes','2026-11-11','maintenance',11);
INSERT INTO "conversation_day" VALUES('workTypes','2026-11-11','new_feature',12);
INSERT INTO "conversation_day" VALUES('workTypes','2026-11-12','bug',2);
INSERT INTO "conversation_day" VALUES('workTypes','2026-11-12','maintenance',1);
INSERT INTO "conversation_day" VALUES('workTypes','2026-11-12','new_feature',4);
CREATE TABLE daily_usage (
	day DATE NOT NULL, 
	actor_id INTEGER NOT NULL, 
	is_active BOOLEAN, 
	lines_added INTEGER NOT NULL, 
	lines_deleted INTEGER NOT NULL, 
	accepted_lines_added INTEGER NOT NULL, 
	accepted_lines_deleted INTEGER NOT NULL, 
	applies INTEGER NOT NULL, 
	accepts INTEGER NOT NULL, 
	rejects INTEGER NOT NULL, 
	tabs_shown INTEGER NOT NULL, 
	tabs_accepted INTEGER NOT NULL, 
	composer_requests INTEGER NOT NULL, 
	chat_requests INTEGER NOT NULL, 
	agent_requests INTEGER NOT NULL, 
	cmdk_usages INTEGER NOT NULL, 
	included_requests INTEGER NOT NULL, 
	api_key_requests INTEGER NOT NULL, 
	usage_based_requests INTEGER NOT NULL, 
	bugbot_usages INTEGER NOT NULL, 
	most_used_model VARCHAR, 
	apply_extension VARCHAR, 
	tab_extension VARCHAR, 
	client_version VARCHAR, 
	PRIMARY KEY (day, actor_id), 
	FOREIGN KEY(actor_id) REFERENCES actor (id)
)
 WITHOUT ROWID

;
INSERT INTO "daily_usage" VALUES('2026-10-27',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-27',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-27',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-27',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-27',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-28',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-28',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-28',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-28',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-28',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-29',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-29',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-29',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-29',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-29',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-30',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-30',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-30',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-30',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-30',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-31',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-31',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-31',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-31',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-10-31',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-01',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-01',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-01',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-01',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-01',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-02',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-02',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-02',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-02',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-02',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-03',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-03',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-03',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-03',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-03',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-04',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-04',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-04',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-04',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-04',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-05',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-05',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-05',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-05',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-05',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-06',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-06',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-06',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-06',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-06',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-07',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-07',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-07',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-07',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-07',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-08',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-08',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-08',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-08',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-08',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-09',1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-09',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-09',3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-09',4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-09',5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-10',1,1,406,134,145,23,23,10,10,124,68,0,2,25,1,27,0,0,0,'default','.kt','.java','3.17.4');
INSERT INTO "daily_usage" VALUES('2026-11-10',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-10',3,1,472,161,137,32,28,14,10,91,35,0,0,28,0,28,0,0,0,'claude-opus-4-7-max','.py','.py','3.17.4');
INSERT INTO "daily_usage" VALUES('2026-11-10',4,1,595,128,343,29,24,20,3,52,20,0,1,27,1,28,0,0,0,'composer-2.5','.rs','.rs','3.15.0');
INSERT INTO "daily_usage" VALUES('2026-11-10',5,1,1192,375,338,98,26,22,3,115,50,0,0,31,0,31,0,0,1,'default','.go','.go','3.17.4');
INSERT INTO "daily_usage" VALUES('2026-11-11',1,1,516,85,157,31,12,5,3,27,15,0,0,13,0,13,0,0,0,'default','.kt','.java','3.18.1');
INSERT INTO "daily_usage" VALUES('2026-11-11',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-11',3,1,665,174,191,65,31,16,5,60,34,0,3,31,1,7,0,27,0,'claude-opus-4-7-max','.py','.py','3.17.4');
INSERT INTO "daily_usage" VALUES('2026-11-11',4,1,287,58,82,29,15,12,0,44,19,0,1,14,0,15,0,0,0,'composer-2.5','.rs','.rs','3.15.0');
INSERT INTO "daily_usage" VALUES('2026-11-11',5,1,709,155,158,41,25,21,1,97,49,0,0,24,0,24,0,0,0,'default','.go','.go','3.17.4');
INSERT INTO "daily_usage" VALUES('2026-11-12',1,1,322,57,172,27,11,5,2,36,15,0,0,11,0,11,0,0,0,'default','.kt','.java','3.18.1');
INSERT INTO "daily_usage" VALUES('2026-11-12',2,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,NULL,NULL,NULL,NULL);
INSERT INTO "daily_usage" VALUES('2026-11-12',3,1,159,56,50,11,6,3,0,37,20,0,0,8,0,0,0,8,0,'claude-opus-4-7-max','.py','.py','3.17.4');
INSERT INTO "daily_usage" VALUES('2026-11-12',4,1,107,34,47,5,2,1,0,9,5,0,0,3,0,3,0,0,0,'composer-2.5','.rs','.rs','3.15.0');
INSERT INTO "daily_usage" VALUES('2026-11-12',5,1,384,83,138,23,8,6,1,36,11,0,0,10,0,10,0,0,0,'default','.go','.go','3.17.4');
CREATE TABLE day_member (
	day DATE NOT NULL, 
	actor_id INTEGER NOT NULL, 
	usage_value_microcents BIGINT NOT NULL, 
	on_demand_microcents BIGINT NOT NULL, 
	unknown_kind_microcents BIGINT NOT NULL, 
	estimated_microcents BIGINT NOT NULL, 
	requests INTEGER NOT NULL, 
	not_charged INTEGER NOT NULL, 
	tokens BIGINT NOT NULL, 
	input_tokens BIGINT NOT NULL, 
	output_tokens BIGINT NOT NULL, 
	cache_write_tokens BIGINT NOT NULL, 
	cache_read_tokens BIGINT NOT NULL, 
	cache_read_events INTEGER NOT NULL, max_mode_requests INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (day, actor_id), 
	FOREIGN KEY(actor_id) REFERENCES actor (id)
)
 WITHOUT ROWID

;
INSERT INTO "day_member" VALUES('2026-11-10',1,512274920,0,0,0,27,2,15516061,72655,69581,447770,14926055,29,0);
INSERT INTO "day_member" VALUES('2026-11-10',3,4625416875,0,0,0,28,0,26416961,76757,102851,764182,25473171,28,28);
INSERT INTO "day_member" VALUES('2026-11-10',4,401112209,0,0,0,28,0,18311542,80251,74931,528813,17627547,28,0);
INSERT INTO "day_member" VALUES('2026-11-10',5,606540085,0,0,0,31,0,18467716,94950,79429,532800,17760537,31,0);
INSERT INTO "day_member" VALUES('2026-11-11',1,301163890,0,0,0,13,0,7342652,42525,29300,211766,7059061,13,0);
INSERT INTO "day_member" VALUES('2026-11-11',3,6266878820,4501448520,0,0,34,0,36001716,107833,139754,1041368,34712761,34,34);
INSERT INTO "day_member" VALUES('2026-11-11',4,213242476,0,0,0,15,1,10373808,45905,45129,299490,9983284,16,0);
INSERT INTO "day_member" VALUES('2026-11-11',5,459057935,0,0,0,24,0,16442046,89557,38984,475139,15838366,24,0);
INSERT INTO "day_member" VALUES('2026-11-11',6,436427625,436427625,0,0,52,1,19792465,205431,133522,566583,18886929,53,0);
INSERT INTO "day_member" VALUES('2026-11-12',1,143394302,0,0,0,11,0,4973078,40180,25765,142921,4764212,11,0);
INSERT INTO "day_member" VALUES('2026-11-12',3,1600466175,1600466175,0,0,8,0,9474679,25345,21241,274601,9153492,8,8);
INSERT INTO "day_member" VALUES('2026-11-12',4,31161359,0,0,0,3,0,1441816,9635,7764,41487,1382930,3,0);
INSERT INTO "day_member" VALUES('2026-11-12',5,322299963,0,0,0,10,0,8634155,42217,35754,249205,8306979,10,0);
INSERT INTO "day_member" VALUES('2026-11-12',6,192779349,192779349,0,0,24,0,8677891,110918,42029,248290,8276654,24,0);
CREATE TABLE day_member_model (
	day DATE NOT NULL, 
	actor_id INTEGER NOT NULL, 
	model VARCHAR NOT NULL, 
	billing VARCHAR NOT NULL, 
	usage_value_microcents BIGINT NOT NULL, 
	requests INTEGER NOT NULL, 
	not_charged INTEGER NOT NULL, 
	tokens BIGINT NOT NULL, 
	estimated_microcents BIGINT NOT NULL, 
	input_tokens BIGINT NOT NULL, 
	output_tokens BIGINT NOT NULL, 
	cache_write_tokens BIGINT NOT NULL, 
	cache_read_tokens BIGINT NOT NULL, 
	cache_read_events INTEGER NOT NULL, max_mode_requests INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (day, actor_id, model, billing), 
	FOREIGN KEY(actor_id) REFERENCES actor (id)
)
 WITHOUT ROWID

;
INSERT INTO "day_member_model" VALUES('2026-11-10',1,'claude-4.5-sonnet','included',175631295,5,0,2374467,0,21414,10692,68222,2274139,5,0);
INSERT INTO "day_member_model" VALUES('2026-11-10',1,'claude-4.5-sonnet','not_charged',0,0,1,302586,0,2684,1509,8691,289702,1,0);
INSERT INTO "day_member_model" VALUES('2026-11-10',1,'composer-2.5','included',50066750,4,0,2256232,0,8726,11856,65115,2170535,4,0);
INSERT INTO "day_member_model" VALUES('2026-11-10',1,'default','included',286576875,18,0,9283297,0,34362,42162,268151,8938622,18,0);
INSERT INTO "day_member_model" VALUES('2026-11-10',1,'default','not_charged',0,0,1,1299479,0,5469,3362,37591,1253057,1,0);
INSERT INTO "day_member_model" VALUES('2026-11-10',3,'claude-opus-4-7-max','included',4625416875,28,0,26416961,0,76757,102851,764182,25473171,28,28);
INSERT INTO "day_member_model" VALUES('2026-11-10',4,'composer-2.5','included',401112209,28,0,18311542,0,80251,74931,528813,17627547,28,0);
INSERT INTO "day_member_model" VALUES('2026-11-10',5,'claude-4.5-sonnet','included',149132385,4,0,2020566,0,22187,8172,57965,1932242,4,0);
INSERT INTO "day_member_model" VALUES('2026-11-10',5,'composer-2.5','included',118844300,7,0,5330215,0,26082,29778,153620,5120735,7,0);
INSERT INTO "day_member_model" VALUES('2026-11-10',5,'default','included',338563400,20,0,11116935,0,46681,41479,321215,10707560,20,0);
INSERT INTO "day_member_model" VALUES('2026-11-11',1,'claude-4.5-sonnet','included',161208555,3,0,2275686,0,8290,7551,65819,2194026,3,0);
INSERT INTO "day_member_model" VALUES('2026-11-11',1,'composer-2.5','included',45152360,3,0,2087517,0,7679,5911,60404,2013523,3,0);
INSERT INTO "day_member_model" VALUES('2026-11-11',1,'default','included',94802975,7,0,2979449,0,26556,15838,85543,2851512,7,0);
INSERT INTO "day_member_model" VALUES('2026-11-11',3,'claude-opus-4-7-max','included',1765430300,7,0,9975792,0,12484,47975,288793,9626540,7,7);
INSERT INTO "day_member_model" VALUES('2026-11-11',3,'claude-opus-4-7-max','on_demand',4501448520,27,0,26025924,0,95349,91779,752575,25086221,27,27);
INSERT INTO "day_member_model" VALUES('2026-11-11',4,'composer-2.5','included',213242476,15,0,9709222,0,45221,44162,280182,9339657,15,0);
INSERT INTO "day_member_model" VALUES('2026-11-11',4,'composer-2.5','not_charged',0,0,1,664586,0,684,967,19308,643627,1,0);
INSERT INTO "day_member_model" VALUES('2026-11-11',5,'composer-2.5','included',77931260,7,0,3564262,0,20695,12783,102836,3427948,7,0);
INSERT INTO "day_member_model" VALUES('2026-11-11',5,'default','included',381126675,17,0,12877784,0,68862,26201,372303,12410418,17,0);
INSERT INTO "day_member_model" VALUES('2026-11-11',6,'composer-2.5','not_charged',0,0,1,567734,0,871,2131,16448,548284,1,0);
INSERT INTO "day_member_model" VALUES('2026-11-11',6,'composer-2.5','on_demand',436427625,52,0,19224731,0,204560,131391,550135,18338645,52,0);
INSERT INTO "day_member_model" VALUES('2026-11-12',1,'composer-2.5','included',30742210,3,0,1372447,0,14848,7252,39329,1311018,3,0);
INSERT INTO "day_member_model" VALUES('2026-11-12',1,'default','included',112652092,8,0,3600631,0,25332,18513,103592,3453194,8,0);
INSERT INTO "day_member_model" VALUES('2026-11-12',3,'claude-opus-4-7-max','on_demand',1600466175,8,0,9474679,0,25345,21241,274601,9153492,8,8);
INSERT INTO "day_member_model" VALUES('2026-11-12',4,'composer-2.5','included',31161359,3,0,1441816,0,9635,7764,41487,1382930,3,0);
INSERT INTO "day_member_model" VALUES('2026-11-12',5,'claude-4.5-sonnet','included',41625525,1,0,539022,0,5079,3591,15447,514905,1,0);
INSERT INTO "day_member_model" VALUES('2026-11-12',5,'composer-2.5','included',9928240,1,0,439711,0,1806,3043,12665,422197,1,0);
INSERT INTO "day_member_model" VALUES('2026-11-12',5,'default','included',183526675,7,0,5966639,0,27936,24944,172243,5741516,7,0);
INSERT INTO "day_member_model" VALUES('2026-11-12',5,'gpt-5.5-medium','included',87219523,1,0,1688783,0,7396,4176,48850,1628361,1,0);
INSERT INTO "day_member_model" VALUES('2026-11-12',6,'composer-2.5','on_demand',192779349,24,0,8677891,0,110918,42029,248290,8276654,24,0);
CREATE TABLE day_model (
	day DATE NOT NULL, 
	model VARCHAR NOT NULL, 
	billing VARCHAR NOT NULL, 
	usage_value_microcents BIGINT NOT NULL, 
	requests INTEGER NOT NULL, 
	not_charged INTEGER NOT NULL, 
	tokens BIGINT NOT NULL, 
	estimated_microcents BIGINT NOT NULL, 
	users INTEGER NOT NULL, 
	PRIMARY KEY (day, model, billing)
)
 WITHOUT ROWID

;
INSERT INTO "day_model" VALUES('2026-11-10','claude-4.5-sonnet','included',324763680,9,0,4395033,0,2);
INSERT INTO "day_model" VALUES('2026-11-10','claude-4.5-sonnet','not_charged',0,0,1,302586,0,1);
INSERT INTO "day_model" VALUES('2026-11-10','claude-opus-4-7-max','included',4625416875,28,0,26416961,0,1);
INSERT INTO "day_model" VALUES('2026-11-10','composer-2.5','included',570023259,39,0,25897989,0,3);
INSERT INTO "day_model" VALUES('2026-11-10','default','included',625140275,38,0,20400232,0,2);
INSERT INTO "day_model" VALUES('2026-11-10','default','not_charged',0,0,1,1299479,0,1);
INSERT INTO "day_model" VALUES('2026-11-11','claude-4.5-sonnet','included',161208555,3,0,2275686,0,1);
INSERT INTO "day_model" VALUES('2026-11-11','claude-opus-4-7-max','included',1765430300,7,0,9975792,0,1);
INSERT INTO "day_model" VALUES('2026-11-11','claude-opus-4-7-max','on_demand',4501448520,27,0,26025924,0,1);
INSERT INTO "day_model" VALUES('2026-11-11','composer-2.5','included',336326096,25,0,15361001,0,3);
INSERT INTO "day_model" VALUES('2026-11-11','composer-2.5','not_charged',0,0,2,1232320,0,2);
INSERT INTO "day_model" VALUES('2026-11-11','composer-2.5','on_demand',436427625,52,0,19224731,0,1);
INSERT INTO "day_model" VALUES('2026-11-11','default','included',475929650,24,0,15857233,0,2);
INSERT INTO "day_model" VALUES('2026-11-12','claude-4.5-sonnet','included',41625525,1,0,539022,0,1);
INSERT INTO "day_model" VALUES('2026-11-12','claude-opus-4-7-max','on_demand',1600466175,8,0,9474679,0,1);
INSERT INTO "day_model" VALUES('2026-11-12','composer-2.5','included',71831809,7,0,3253974,0,3);
INSERT INTO "day_model" VALUES('2026-11-12','composer-2.5','on_demand',192779349,24,0,8677891,0,1);
INSERT INTO "day_model" VALUES('2026-11-12','default','included',296178767,15,0,9567270,0,2);
INSERT INTO "day_model" VALUES('2026-11-12','gpt-5.5-medium','included',87219523,1,0,1688783,0,1);
CREATE TABLE digest (
	id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	version INTEGER NOT NULL, 
	drawn_version INTEGER NOT NULL, 
	redraw_not_before DATETIME, 
	page INTEGER NOT NULL, 
	message_ref VARCHAR, 
	PRIMARY KEY (id)
);
INSERT INTO "digest" VALUES(1,'2026-11-12 10:20:31.500000',3,0,NULL,1,NULL);
CREATE TABLE edits_day (
	suggested INTEGER NOT NULL, 
	accepted INTEGER NOT NULL, 
	rejected INTEGER NOT NULL, 
	lines_suggested INTEGER NOT NULL, 
	lines_accepted INTEGER NOT NULL, 
	added_suggested INTEGER NOT NULL, 
	added_accepted INTEGER NOT NULL, 
	added_rejected INTEGER NOT NULL, 
	deleted_suggested INTEGER NOT NULL, 
	deleted_accepted INTEGER NOT NULL, 
	deleted_rejected INTEGER NOT NULL, 
	day DATE NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (day, source)
)
 WITHOUT ROWID

;
INSERT INTO "edits_day" VALUES(101,66,26,1682,1145,1417,963,339,265,182,62,'2026-11-10','agent');
INSERT INTO "edits_day" VALUES(382,173,209,665,300,517,233,284,148,67,81,'2026-11-10','tab');
INSERT INTO "edits_day" VALUES(83,54,9,1319,754,1036,588,160,283,166,39,'2026-11-11','agent');
INSERT INTO "edits_day" VALUES(228,117,111,449,231,350,179,171,99,52,47,'2026-11-11','tab');
INSERT INTO "edits_day" VALUES(18,10,1,576,321,494,276,35,82,45,5,'2026-11-12','agent');
INSERT INTO "edits_day" VALUES(81,34,47,137,61,111,49,62,26,12,14,'2026-11-12','tab');
CREATE TABLE entity_tag (
	url VARCHAR NOT NULL, 
	tag VARCHAR NOT NULL, 
	rows INTEGER NOT NULL, 
	has_more BOOLEAN NOT NULL, 
	read_at DATETIME NOT NULL, 
	PRIMARY KEY (url)
);
INSERT INTO "entity_tag" VALUES('/analytics/team/dau?startDate=2026-10-15&endDate=2026-11-12','"42dc321b1a17766c959734c91f4dacb2"',3,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/team/models?startDate=2026-10-15&endDate=2026-11-12','"58cf93564d0ae862fd6447df16a4a1db"',12,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/team/agent-edits?startDate=2026-10-15&endDate=2026-11-12','"64e95e86c501de3b74f0746ce4d2b061"',3,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/team/tabs?startDate=2026-10-15&endDate=2026-11-12','"52a0db0d929682d42a1b40844a2b9cc5"',3,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/team/mcp?startDate=2026-10-15&endDate=2026-11-12','"f708dec2b4370a3a356dd8e268db5ddd"',43,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/team/commands?startDate=2026-10-15&endDate=2026-11-12','"95dfc8195c902d70e0946bde2d248762"',7,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/team/plans?startDate=2026-10-15&endDate=2026-11-12','"59f1b9882e9ff5ca1266ddb338f95b45"',2,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/team/ask-mode?startDate=2026-10-15&endDate=2026-11-12','"aeeeade0ed3b9eb6589dd25947774ae4"',6,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/team/skills?startDate=2026-10-15&endDate=2026-11-12','"6a083632508b7abb6bb539a256386923"',0,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/team/top-file-extensions?startDate=2026-10-15&endDate=2026-11-12','"ad65aba1179c024d883ee71ee67d217f"',15,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/team/client-versions?startDate=2026-10-15&endDate=2026-11-12','"18de1a50738fff868ab345ad15fb20f0"',8,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/team/conversation-insights?startDate=2026-10-15&endDate=2026-11-12&include=intents%2Ccomplexity%2Ccategories%2CguidanceLevels%2CworkTypes','"dd85e6ca52917827920b044e606d00fd"',52,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/by-user/models?startDate=2026-11-06&endDate=2026-11-12&page=1&pageSize=500','"edc1716e99a2e25fccb6c0aaa6d82727"',22,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/by-user/agent-edits?startDate=2026-11-06&endDate=2026-11-12&page=1&pageSize=500','"04bdddc76513c9e88871a87f56480972"',12,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/by-user/tabs?startDate=2026-11-06&endDate=2026-11-12&page=1&pageSize=500','"b616a5092689d964ecdb51825b195334"',12,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/by-user/mcp?startDate=2026-11-06&endDate=2026-11-12&page=1&pageSize=500','"2432f3026b54c85d56193747a66ab72d"',49,0,'2026-11-12 09:20:31.500000');
INSERT INTO "entity_tag" VALUES('/analytics/by-user/commands?startDate=2026-11-06&endDate=2026-11-12&page=1&pageSize=500','"1333db2b46f8c67dac33f0b7ed5ca0c0"',8,0,'2026-11-12 09:20:31.500000');
CREATE TABLE feature_use_day (
	feature VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	name VARCHAR NOT NULL, 
	server VARCHAR NOT NULL, 
	uses INTEGER NOT NULL, 
	users INTEGER, 
	PRIMARY KEY (feature, day, name, server)
)
 WITHOUT ROWID

;
INSERT INTO "feature_use_day" VALUES('ask_mode','2026-11-10','claude-opus-4.7-max','',3,NULL);
INSERT INTO "feature_use_day" VALUES('ask_mode','2026-11-10','composer-2.5','',6,NULL);
INSERT INTO "feature_use_day" VALUES('ask_mode','2026-11-11','claude-opus-4.7-max','',4,NULL);
INSERT INTO "feature_use_day" VALUES('ask_mode','2026-11-11','claude-sonnet-4.5','',1,NULL);
INSERT INTO "feature_use_day" VALUES('ask_mode','2026-11-11','composer-2.5','',4,NULL);
INSERT INTO "feature_use_day" VALUES('ask_mode','2026-11-11','default','',1,NULL);
INSERT INTO "feature_use_day" VALUES('command','2026-11-10','accessibility','',3,NULL);
INSERT INTO "feature_use_day" VALUES('command','2026-11-10','review','',1,NULL);
INSERT INTO "feature_use_day" VALUES('command','2026-11-10','type-check','',1,NULL);
INSERT INTO "feature_use_day" VALUES('command','2026-11-11','mock-data','',3,NULL);
INSERT INTO "feature_use_day" VALUES('command','2026-11-11','rebase','',1,NULL);
INSERT INTO "feature_use_day" VALUES('command','2026-11-11','translate','',1,NULL);
INSERT INTO "feature_use_day" VALUES('command','2026-11-12','fix-tests','',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','click','browser',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','create_charge','payments-sandbox',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','create_issue','tracker',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','create_review_comment','code-host',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','describe_table','database',4,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','explain_query','database',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','export_asset','design',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','get_diff','code-host',3,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','get_job_log','build',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','get_pipeline','build',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','get_pull_request','code-host',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','list_pull_requests','code-host',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','list_tables','database',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','navigate','browser',8,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','query_metrics','monitoring',3,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','read_page','docs',11,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','recall','memory',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','run_query','database',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','screenshot','browser',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-10','search_issues','tracker',7,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-11','create_issue','tracker',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-11','describe_table','database',3,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-11','get_job_log','build',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-11','list_pull_requests','code-host',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-11','list_tables','database',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-11','navigate','browser',7,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-11','query_metrics','monitoring',3,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-11','read_page','docs',4,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-11','run_query','database',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-11','screenshot','browser',3,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-11','search_issues','tracker',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','create_review_comment','code-host',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','explain_query','database',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','get_diff','code-host',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','get_issue','tracker',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','get_pipeline','build',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','list_pull_requests','code-host',4,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','navigate','browser',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','read_page','docs',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','run_query','database',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','screenshot','browser',1,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','search_issues','tracker',2,NULL);
INSERT INTO "feature_use_day" VALUES('mcp_tool','2026-11-12','search_pages','docs',1,NULL);
INSERT INTO "feature_use_day" VALUES('model','2026-11-10','claude-opus-4.7-max','',28,1);
INSERT INTO "feature_use_day" VALUES('model','2026-11-10','claude-sonnet-4.5','',9,2);
INSERT INTO "feature_use_day" VALUES('model','2026-11-10','composer-2.5','',39,3);
INSERT INTO "feature_use_day" VALUES('model','2026-11-10','default','',38,2);
INSERT INTO "feature_use_day" VALUES('model','2026-11-11','claude-opus-4.7-max','',34,1);
INSERT INTO "feature_use_day" VALUES('model','2026-11-11','claude-sonnet-4.5','',3,1);
INSERT INTO "feature_use_day" VALUES('model','2026-11-11','composer-2.5','',25,3);
INSERT INTO "feature_use_day" VALUES('model','2026-11-11','default','',24,2);
INSERT INTO "feature_use_day" VALUES('model','2026-11-12','claude-opus-4.7-max','',6,1);
INSERT INTO "feature_use_day" VALUES('model','2026-11-12','claude-sonnet-4.5','',1,1);
INSERT INTO "feature_use_day" VALUES('model','2026-11-12','composer-2.5','',5,3);
INSERT INTO "feature_use_day" VALUES('model','2026-11-12','default','',10,2);
INSERT INTO "feature_use_day" VALUES('plan_mode','2026-11-10','claude-opus-4.7-max','',3,NULL);
INSERT INTO "feature_use_day" VALUES('plan_mode','2026-11-11','claude-opus-4.7-max','',3,NULL);
CREATE TABLE file_extension_day (
	day DATE NOT NULL, 
	extension VARCHAR NOT NULL, 
	files INTEGER NOT NULL, 
	accepts INTEGER NOT NULL, 
	rejects INTEGER NOT NULL, 
	lines_suggested INTEGER NOT NULL, 
	lines_accepted INTEGER NOT NULL, 
	lines_rejected INTEGER NOT NULL, 
	PRIMARY KEY (day, extension)
)
 WITHOUT ROWID

;
INSERT INTO "file_extension_day" VALUES('2026-11-10','go',10,14,2,319,271,37);
INSERT INTO "file_extension_day" VALUES('2026-11-10','kt',9,7,7,239,105,105);
INSERT INTO "file_extension_day" VALUES('2026-11-10','py',11,9,7,210,105,74);
INSERT INTO "file_extension_day" VALUES('2026-11-10','rs',10,13,2,276,231,35);
INSERT INTO "file_extension_day" VALUES('2026-11-10','yaml',7,7,2,174,133,29);
INSERT INTO "file_extension_day" VALUES('2026-11-11','go',10,14,1,147,124,5);
INSERT INTO "file_extension_day" VALUES('2026-11-11','kt',5,4,2,279,117,70);
INSERT INTO "file_extension_day" VALUES('2026-11-11','py',12,10,4,307,159,49);
INSERT INTO "file_extension_day" VALUES('2026-11-11','rs',6,8,0,86,69,0);
INSERT INTO "file_extension_day" VALUES('2026-11-11','yaml',6,6,0,120,82,12);
INSERT INTO "file_extension_day" VALUES('2026-11-12','go',2,3,0,75,61,0);
INSERT INTO "file_extension_day" VALUES('2026-11-12','java',2,1,0,95,42,11);
INSERT INTO "file_extension_day" VALUES('2026-11-12','kt',4,3,1,226,101,25);
INSERT INTO "file_extension_day" VALUES('2026-11-12','py',2,2,0,58,29,0);
INSERT INTO "file_extension_day" VALUES('2026-11-12','yaml',1,1,0,42,30,0);
CREATE TABLE group_membership (
	id INTEGER NOT NULL, 
	group_id INTEGER NOT NULL, 
	actor_id INTEGER NOT NULL, 
	joined_at DATETIME NOT NULL, 
	left_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(actor_id) REFERENCES actor (id), 
	FOREIGN KEY(group_id) REFERENCES billing_group (id)
);
INSERT INTO "group_membership" VALUES(1,1,1,'2026-04-26 09:20:31.500000',NULL);
INSERT INTO "group_membership" VALUES(2,2,2,'2026-04-26 09:20:31.500000',NULL);
INSERT INTO "group_membership" VALUES(3,2,3,'2026-04-26 09:20:31.500000',NULL);
INSERT INTO "group_membership" VALUES(4,2,4,'2026-04-26 09:20:31.500000',NULL);
INSERT INTO "group_membership" VALUES(5,2,5,'2026-04-26 09:20:31.500000',NULL);
INSERT INTO "group_membership" VALUES(6,3,6,'2025-01-01 00:00:00.000000',NULL);
CREATE TABLE home_view (
	user_id VARCHAR NOT NULL, 
	"query" VARCHAR NOT NULL, 
	looked_at DATETIME NOT NULL, 
	PRIMARY KEY (user_id)
);
INSERT INTO "home_view" VALUES('user_id of home_view','query of home_view','2026-11-12 10:20:31.500000');
CREATE TABLE hour_member (
	hour_ms BIGINT NOT NULL, 
	actor_id INTEGER NOT NULL, 
	usage_value_microcents BIGINT NOT NULL, 
	requests INTEGER NOT NULL, 
	PRIMARY KEY (hour_ms, actor_id), 
	FOREIGN KEY(actor_id) REFERENCES actor (id)
)
 WITHOUT ROWID

;
INSERT INTO "hour_member" VALUES(1794290400000,1,26853895,1);
INSERT INTO "hour_member" VALUES(1794290400000,3,205185200,1);
INSERT INTO "hour_member" VALUES(1794294000000,1,113781100,3);
INSERT INTO "hour_member" VALUES(1794294000000,3,136171575,1);
INSERT INTO "hour_member" VALUES(1794297600000,3,78109450,1);
INSERT INTO "hour_member" VALUES(1794297600000,4,33309349,3);
INSERT INTO "hour_member" VALUES(1794297600000,5,41773950,3);
INSERT INTO "hour_member" VALUES(1794301200000,1,66121415,5);
INSERT INTO "hour_member" VALUES(1794301200000,3,401764075,3);
INSERT INTO "hour_member" VALUES(1794301200000,4,20810090,1);
INSERT INTO "hour_member" VALUES(1794301200000,5,89487915,5);
INSERT INTO "hour_member" VALUES(1794304800000,1,63911175,3);
INSERT INTO "hour_member" VALUES(1794304800000,3,577918225,3);
INSERT INTO "hour_member" VALUES(1794304800000,4,17614620,2);
INSERT INTO "hour_member" VALUES(1794304800000,5,114419340,7);
INSERT INTO "hour_member" VALUES(1794308400000,3,109795625,1);
INSERT INTO "hour_member" VALUES(1794308400000,4,33539650,3);
INSERT INTO "hour_member" VALUES(1794308400000,5,15588050,1);
INSERT INTO "hour_member" VALUES(1794312000000,1,15078125,1);
INSERT INTO "hour_member" VALUES(1794312000000,3,959440975,4);
INSERT INTO "hour_member" VALUES(1794312000000,4,90968300,4);
INSERT INTO "hour_member" VALUES(1794312000000,5,45396795,2);
INSERT INTO "hour_member" VALUES(1794315600000,1,34022365,3);
INSERT INTO "hour_member" VALUES(1794315600000,3,566511475,4);
INSERT INTO "hour_member" VALUES(1794315600000,4,12266210,2);
INSERT INTO "hour_member" VALUES(1794315600000,5,63427250,2);
INSERT INTO "hour_member" VALUES(1794319200000,1,10103000,1);
INSERT INTO "hour_member" VALUES(1794319200000,3,736678225,4);
INSERT INTO "hour_member" VALUES(1794319200000,4,48043790,2);
INSERT INTO "hour_member" VALUES(1794319200000,5,70015340,4);
INSERT INTO "hour_member" VALUES(1794322800000,1,54804375,4);
INSERT INTO "hour_member" VALUES(1794322800000,3,661852000,5);
INSERT INTO "hour_member" VALUES(1794322800000,4,56329310,4);
INSERT INTO "hour_member" VALUES(1794322800000,5,51644915,3);
INSERT INTO "hour_member" VALUES(1794326400000,1,114165195,5);
INSERT INTO "hour_member" VALUES(1794326400000,4,8193230,1);
INSERT INTO "hour_member" VALUES(1794326400000,5,94211905,3);
INSERT INTO "hour_member" VALUES(1794330000000,1,13434275,1);
INSERT INTO "hour_member" VALUES(1794330000000,4,47728490,3);
INSERT INTO "hour_member" VALUES(1794333600000,4,11813800,1);
INSERT INTO "hour_member" VALUES(1794340800000,3,191990050,1);
INSERT INTO "hour_member" VALUES(1794340800000,4,10926890,1);
INSERT INTO "hour_member" VALUES(1794340800000,5,20574625,1);
INSERT INTO "hour_member" VALUES(1794348000000,4,9568480,1);
INSERT INTO "hour_member" VALUES(1794362400000,6,158886760,18);
INSERT INTO "hour_member" VALUES(1794366000000,6,114672240,14);
INSERT INTO "hour_member" VALUES(1794369600000,6,162868625,20);
INSERT INTO "hour_member" VALUES(1794376800000,1,91728310,1);
INSERT INTO "hour_member" VALUES(1794380400000,1,6102900,1);
INSERT INTO "hour_member" VALUES(1794380400000,3,452854125,2);
INSERT INTO "hour_member" VALUES(1794380400000,5,28486225,2);
INSERT INTO "hour_member" VALUES(1794384000000,3,634488950,3);
INSERT INTO "hour_member" VALUES(1794384000000,5,4916680,1);
INSERT INTO "hour_member" VALUES(1794387600000,5,41060825,3);
INSERT INTO "hour_member" VALUES(1794391200000,1,35583640,3);
INSERT INTO "hour_member" VALUES(1794391200000,3,1910581825,8);
INSERT INTO "hour_member" VALUES(1794391200000,4,50979510,3);
INSERT INTO "hour_member" VALUES(1794391200000,5,28061925,2);
INSERT INTO "hour_member" VALUES(1794394800000,3,549641575,2);
INSERT INTO "hour_member" VALUES(1794394800000,4,16259190,1);
INSERT INTO "hour_member" VALUES(1794394800000,5,45830395,2);
INSERT INTO "hour_member" VALUES(1794398400000,1,25436520,1);
INSERT INTO "hour_member" VALUES(1794398400000,3,405774275,4);
INSERT INTO "hour_member" VALUES(1794398400000,4,12707240,1);
INSERT INTO "hour_member" VALUES(1794398400000,5,38126800,1);
INSERT INTO "hour_member" VALUES(1794402000000,1,45401300,3);
INSERT INTO "hour_member" VALUES(1794402000000,3,320797175,2);
INSERT INTO "hour_member" VALUES(1794402000000,4,22918100,1);
INSERT INTO "hour_member" VALUES(1794402000000,5,65870975,4);
INSERT INTO "hour_member" VALUES(1794405600000,1,8177750,1);
INSERT INTO "hour_member" VALUES(1794405600000,3,34829500,1);
INSERT INTO "hour_member" VALUES(1794405600000,4,38316550,4);
INSERT INTO "hour_member" VALUES(1794405600000,5,72542675,3);
INSERT INTO "hour_member" VALUES(1794409200000,1,40850140,2);
INSERT INTO "hour_member" VALUES(1794409200000,3,1230637325,8);
INSERT INTO "hour_member" VALUES(1794409200000,4,15246310,1);
INSERT INTO "hour_member" VALUES(1794409200000,5,121723755,5);
INSERT INTO "hour_member" VALUES(1794412800000,1,47883330,1);
INSERT INTO "hour_member" VALUES(1794412800000,3,400752420,2);
INSERT INTO "hour_member" VALUES(1794412800000,4,31487200,2);
INSERT INTO "hour_member" VALUES(1794412800000,5,12437680,1);
INSERT INTO "hour_member" VALUES(1794416400000,3,207647300,1);
INSERT INTO "hour_member" VALUES(1794420000000,4,25328376,2);
INSERT INTO "hour_member" VALUES(1794423600000,3,118874350,1);
INSERT INTO "hour_member" VALUES(1794448800000,6,67687450,7);
INSERT INTO "hour_member" VALUES(1794452400000,6,83295780,11);
INSERT INTO "hour_member" VALUES(1794456000000,6,41796119,6);
INSERT INTO "hour_member" VALUES(1794463200000,5,22110050,2);
INSERT INTO "hour_member" VALUES(1794466800000,1,72710175,5);
INSERT INTO "hour_member" VALUES(1794466800000,5,32292275,1);
INSERT INTO "hour_member" VALUES(1794470400000,1,25980810,2);
INSERT INTO "hour_member" VALUES(1794470400000,3,1171702325,5);
INSERT INTO "hour_member" VALUES(1794470400000,4,3824230,1);
INSERT INTO "hour_member" VALUES(1794470400000,5,99128825,2);
INSERT INTO "hour_member" VALUES(1794474000000,1,44703317,4);
INSERT INTO "hour_member" VALUES(1794474000000,3,428763850,3);
INSERT INTO "hour_member" VALUES(1794474000000,5,43457640,3);
INSERT INTO "hour_member" VALUES(1794477600000,4,27337129,2);
INSERT INTO "hour_member" VALUES(1794477600000,5,125311173,2);
CREATE TABLE hour_model (
	hour_ms BIGINT NOT NULL, 
	model VARCHAR NOT NULL, 
	billing VARCHAR NOT NULL, 
	usage_value_microcents BIGINT NOT NULL, 
	requests INTEGER NOT NULL, 
	not_charged INTEGER NOT NULL, 
	tokens BIGINT NOT NULL, 
	estimated_microcents BIGINT NOT NULL, 
	PRIMARY KEY (hour_ms, model, billing)
)
 WITHOUT ROWID

;
INSERT INTO "hour_model" VALUES(1794290400000,'claude-4.5-sonnet','included',26853895,1,0,389269,0);
INSERT INTO "hour_model" VALUES(1794290400000,'claude-opus-4-7-max','included',205185200,1,0,1176668,0);
INSERT INTO "hour_model" VALUES(1794294000000,'claude-4.5-sonnet','included',87456625,2,0,1195900,0);
INSERT INTO "hour_model" VALUES(1794294000000,'claude-opus-4-7-max','included',136171575,1,0,788895,0);
INSERT INTO "hour_model" VALUES(1794294000000,'default','included',26324475,1,0,889938,0);
INSERT INTO "hour_model" VALUES(1794297600000,'claude-opus-4-7-max','included',78109450,1,0,454920,0);
INSERT INTO "hour_model" VALUES(1794297600000,'composer-2.5','included',52936949,4,0,2423090,0);
INSERT INTO "hour_model" VALUES(1794297600000,'default','included',22146350,2,0,714725,0);
INSERT INTO "hour_model" VALUES(1794301200000,'claude-4.5-sonnet','included',36938975,1,0,499073,0);
INSERT INTO "hour_model" VALUES(1794301200000,'claude-opus-4-7-max','included',401764075,3,0,2248149,0);
INSERT INTO "hour_model" VALUES(1794301200000,'composer-2.5','included',48247420,4,0,2148598,0);
INSERT INTO "hour_model" VALUES(1794301200000,'default','included',91233025,6,0,2934974,0);
INSERT INTO "hour_model" VALUES(1794304800000,'claude-opus-4-7-max','included',577918225,3,0,3134015,0);
INSERT INTO "hour_model" VALUES(1794304800000,'composer-2.5','included',42593210,3,0,1960306,0);
INSERT INTO "hour_model" VALUES(1794304800000,'default','included',153351925,9,0,5066384,0);
INSERT INTO "hour_model" VALUES(1794308400000,'claude-opus-4-7-max','included',109795625,1,0,603897,0);
INSERT INTO "hour_model" VALUES(1794308400000,'composer-2.5','included',33539650,3,0,1527171,0);
INSERT INTO "hour_model" VALUES(1794308400000,'default','included',15588050,1,0,507816,0);
INSERT INTO "hour_model" VALUES(1794308400000,'default','not_charged',0,0,1,1299479,0);
INSERT INTO "hour_model" VALUES(1794312000000,'claude-4.5-sonnet','included',10738505,1,0,132386,0);
INSERT INTO "hour_model" VALUES(1794312000000,'claude-opus-4-7-max','included',959440975,4,0,5750675,0);
INSERT INTO "hour_model" VALUES(1794312000000,'composer-2.5','included',125626590,5,0,5704050,0);
INSERT INTO "hour_model" VALUES(1794312000000,'default','included',15078125,1,0,493479,0);
INSERT INTO "hour_model" VALUES(1794315600000,'claude-4.5-sonnet','included',46266350,1,0,641531,0);
INSERT INTO "hour_model" VALUES(1794315600000,'claude-4.5-sonnet','not_charged',0,0,1,302586,0);
INSERT INTO "hour_model" VALUES(1794315600000,'claude-opus-4-7-max','included',566511475,4,0,3212817,0);
INSERT INTO "hour_model" VALUES(1794315600000,'composer-2.5','included',24011650,3,0,1037054,0);
INSERT INTO "hour_model" VALUES(1794315600000,'default','included',39437825,3,0,1285342,0);
INSERT INTO "hour_model" VALUES(1794319200000,'claude-opus-4-7-max','included',736678225,4,0,4261827,0);
INSERT INTO "hour_model" VALUES(1794319200000,'composer-2.5','included',57540730,3,0,2617044,0);
INSERT INTO "hour_model" VALUES(1794319200000,'default','included',70621400,4,0,2360064,0);
INSERT INTO "hour_model" VALUES(1794322800000,'claude-opus-4-7-max','included',661852000,5,0,3642716,0);
INSERT INTO "hour_model" VALUES(1794322800000,'composer-2.5','included',71786900,5,0,3259787,0);
INSERT INTO "hour_model" VALUES(1794322800000,'default','included',90991700,6,0,2916790,0);
INSERT INTO "hour_model" VALUES(1794326400000,'claude-4.5-sonnet','included',116509330,3,0,1536874,0);
INSERT INTO "hour_model" VALUES(1794326400000,'composer-2.5','included',33702500,3,0,1513567,0);
INSERT INTO "hour_model" VALUES(1794326400000,'default','included',66358500,3,0,2164364,0);
INSERT INTO "hour_model" VALUES(1794330000000,'composer-2.5','included',47728490,3,0,2232917,0);
INSERT INTO "hour_model" VALUES(1794330000000,'default','included',13434275,1,0,385194,0);
INSERT INTO "hour_model" VALUES(1794333600000,'composer-2.5','included',11813800,1,0,539386,0);
INSERT INTO "hour_model" VALUES(1794340800000,'claude-opus-4-7-max','included',191990050,1,0,1142382,0);
INSERT INTO "hour_model" VALUES(1794340800000,'composer-2.5','included',10926890,1,0,502402,0);
INSERT INTO "hour_model" VALUES(1794340800000,'default','included',20574625,1,0,681162,0);
INSERT INTO "hour_model" VALUES(1794348000000,'composer-2.5','included',9568480,1,0,432617,0);
INSERT INTO "hour_model" VALUES(1794362400000,'composer-2.5','on_demand',158886760,18,0,7037665,0);
INSERT INTO "hour_model" VALUES(1794366000000,'composer-2.5','not_charged',0,0,1,567734,0);
INSERT INTO "hour_model" VALUES(1794366000000,'composer-2.5','on_demand',114672240,14,0,5059492,0);
INSERT INTO "hour_model" VALUES(1794369600000,'composer-2.5','on_demand',162868625,20,0,7127574,0);
INSERT INTO "hour_model" VALUES(1794376800000,'claude-4.5-sonnet','included',91728310,1,0,1374271,0);
INSERT INTO "hour_model" VALUES(1794380400000,'claude-opus-4-7-max','included',452854125,2,0,2426153,0);
INSERT INTO "hour_model" VALUES(1794380400000,'composer-2.5','included',6102900,1,0,271982,0);
INSERT INTO "hour_model" VALUES(1794380400000,'default','included',28486225,2,0,971221,0);
INSERT INTO "hour_model" VALUES(1794384000000,'claude-opus-4-7-max','included',634488950,3,0,3541722,0);
INSERT INTO "hour_model" VALUES(1794384000000,'composer-2.5','included',4916680,1,0,214351,0);
INSERT INTO "hour_model" VALUES(1794387600000,'default','included',41060825,3,0,1254472,0);
INSERT INTO "hour_model" VALUES(1794391200000,'claude-opus-4-7-max','included',678087225,2,0,4007917,0);
INSERT INTO "hour_model" VALUES(1794391200000,'claude-opus-4-7-max','on_demand',1232494600,6,0,7198428,0);
INSERT INTO "hour_model" VALUES(1794391200000,'composer-2.5','included',77383750,5,0,3542411,0);
INSERT INTO "hour_model" VALUES(1794391200000,'default','included',37241325,3,0,1125160,0);
INSERT INTO "hour_model" VALUES(1794394800000,'claude-opus-4-7-max','on_demand',549641575,2,0,3132391,0);
INSERT INTO "hour_model" VALUES(1794394800000,'composer-2.5','included',27724010,2,0,1270102,0);
INSERT INTO "hour_model" VALUES(1794394800000,'default','included',34365575,1,0,1191568,0);
INSERT INTO "hour_model" VALUES(1794398400000,'claude-opus-4-7-max','on_demand',405774275,4,0,2137639,0);
INSERT INTO "hour_model" VALUES(1794398400000,'composer-2.5','included',38143760,2,0,1767039,0);
INSERT INTO "hour_model" VALUES(1794398400000,'default','included',38126800,1,0,1315377,0);
INSERT INTO "hour_model" VALUES(1794402000000,'claude-opus-4-7-max','on_demand',320797175,2,0,1921737,0);
INSERT INTO "hour_model" VALUES(1794402000000,'composer-2.5','included',42454250,3,0,1968356,0);
INSERT INTO "hour_model" VALUES(1794402000000,'default','included',91736125,5,0,3017824,0);
INSERT INTO "hour_model" VALUES(1794405600000,'claude-opus-4-7-max','on_demand',34829500,1,0,165438,0);
INSERT INTO "hour_model" VALUES(1794405600000,'composer-2.5','included',38316550,4,0,1702497,0);
INSERT INTO "hour_model" VALUES(1794405600000,'default','included',80720425,4,0,2759866,0);
INSERT INTO "hour_model" VALUES(1794409200000,'claude-4.5-sonnet','included',21596915,1,0,237236,0);
INSERT INTO "hour_model" VALUES(1794409200000,'claude-opus-4-7-max','on_demand',1230637325,8,0,7088315,0);
INSERT INTO "hour_model" VALUES(1794409200000,'composer-2.5','included',32030940,2,0,1442157,0);
INSERT INTO "hour_model" VALUES(1794409200000,'composer-2.5','not_charged',0,0,1,664586,0);
INSERT INTO "hour_model" VALUES(1794409200000,'default','included',124192350,5,0,4221745,0);
INSERT INTO "hour_model" VALUES(1794412800000,'claude-4.5-sonnet','included',47883330,1,0,664179,0);
INSERT INTO "hour_model" VALUES(1794412800000,'claude-opus-4-7-max','on_demand',400752420,2,0,2501718,0);
INSERT INTO "hour_model" VALUES(1794412800000,'composer-2.5','included',43924880,3,0,2038433,0);
INSERT INTO "hour_model" VALUES(1794416400000,'claude-opus-4-7-max','on_demand',207647300,1,0,1232514,0);
INSERT INTO "hour_model" VALUES(1794420000000,'composer-2.5','included',25328376,2,0,1143673,0);
INSERT INTO "hour_model" VALUES(1794423600000,'claude-opus-4-7-max','on_demand',118874350,1,0,647744,0);
INSERT INTO "hour_model" VALUES(1794448800000,'composer-2.5','on_demand',67687450,7,0,3033606,0);
INSERT INTO "hour_model" VALUES(1794452400000,'composer-2.5','on_demand',83295780,11,0,3716403,0);
INSERT INTO "hour_model" VALUES(1794456000000,'composer-2.5','on_demand',41796119,6,0,1927882,0);
INSERT INTO "hour_model" VALUES(1794463200000,'default','included',22110050,2,0,660528,0);
INSERT INTO "hour_model" VALUES(1794466800000,'composer-2.5','included',21867750,2,0,955397,0);
INSERT INTO "hour_model" VALUES(1794466800000,'default','included',83134700,4,0,2631699,0);
INSERT INTO "hour_model" VALUES(1794470400000,'claude-4.5-sonnet','included',41625525,1,0,539022,0);
INSERT INTO "hour_model" VALUES(1794470400000,'claude-opus-4-7-max','on_demand',1171702325,5,0,6997105,0);
INSERT INTO "hour_model" VALUES(1794470400000,'composer-2.5','included',12698690,2,0,575183,0);
INSERT INTO "hour_model" VALUES(1794470400000,'default','included',74609650,2,0,2478404,0);
INSERT INTO "hour_model" VALUES(1794474000000,'claude-opus-4-7-max','on_demand',428763850,3,0,2477574,0);
INSERT INTO "hour_model" VALUES(1794474000000,'composer-2.5','included',9928240,1,0,439711,0);
INSERT INTO "hour_model" VALUES(1794474000000,'default','included',78232717,6,0,2517165,0);
INSERT INTO "hour_model" VALUES(1794477600000,'composer-2.5','included',27337129,2,0,1283683,0);
INSERT INTO "hour_model" VALUES(1794477600000,'default','included',38091650,1,0,1279474,0);
INSERT INTO "hour_model" VALUES(1794477600000,'gpt-5.5-medium','included',87219523,1,0,1688783,0);
CREATE TABLE identity (
	email VARCHAR NOT NULL, 
	chat_user_id VARCHAR, 
	looked_up_at DATETIME NOT NULL, 
	PRIMARY KEY (email)
);
INSERT INTO "identity" VALUES('email of identity','chat_user_id of identity','2026-11-12 10:20:31.500000');
CREATE TABLE incident (
	id INTEGER NOT NULL, 
	subject VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	severity VARCHAR NOT NULL, 
	onset_at DATETIME NOT NULL, 
	missed_at DATETIME, 
	collected_at DATETIME NOT NULL, 
	detected_at DATETIME NOT NULL, 
	alerted_at DATETIME, 
	acknowledged_at DATETIME, 
	acknowledged_by VARCHAR, 
	resolved_at DATETIME, 
	resolved_by VARCHAR, 
	cause VARCHAR, 
	note TEXT, 
	is_cleared BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	drawn_version INTEGER NOT NULL, 
	redraw_not_before DATETIME, 
	digest_id INTEGER, 
	message_ref VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(digest_id) REFERENCES digest (id)
);
INSERT INTO "incident" VALUES(1,'ci-runner@example.com','resolved','critical','2026-11-11 02:21:40.281000',NULL,'2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,'2026-11-12 10:20:31.500000','U1','2026-11-12 10:25:31.500000','U1','A loop ran wild',NULL,0,3,0,NULL,1,NULL);
INSERT INTO "incident" VALUES(2,'lucia.tanaka@example.com','open','critical','2026-11-11 08:51:04.919000',NULL,'2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,0,NULL,1,NULL);
INSERT INTO "incident" VALUES(3,'elif.byrne@example.com','open','critical','2026-11-11 09:03:24.348000',NULL,'2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,0,NULL,1,NULL);
INSERT INTO "incident" VALUES(4,'vera.raman@example.com','open','critical','2026-11-11 11:17:05.500000',NULL,'2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,0,NULL,1,NULL);
INSERT INTO "incident" VALUES(5,'sanjay.rahimi@example.com','open','critical','2026-11-11 10:44:05.572000',NULL,'2026-11-12 10:20:31.500000','2026-11-12 10:20:31.500000',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,1,0,NULL,1,NULL);
CREATE TABLE incident_move (
	id INTEGER NOT NULL, 
	incident_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	move VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	note TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(incident_id) REFERENCES incident (id)
);
INSERT INTO "incident_move" VALUES(1,1,'2026-11-12 10:20:31.500000','opened','system','system',NULL);
INSERT INTO "incident_move" VALUES(2,2,'2026-11-12 10:20:31.500000','opened','system','system',NULL);
INSERT INTO "incident_move" VALUES(3,3,'2026-11-12 10:20:31.500000','opened','system','system',NULL);
INSERT INTO "incident_move" VALUES(4,4,'2026-11-12 10:20:31.500000','opened','system','system',NULL);
INSERT INTO "incident_move" VALUES(5,5,'2026-11-12 10:20:31.500000','opened','system','system',NULL);
INSERT INTO "incident_move" VALUES(6,1,'2026-11-12 10:20:31.500000','acknowledged','U1','slack',NULL);
INSERT INTO "incident_move" VALUES(7,1,'2026-11-12 10:25:31.500000','resolved','U1','slack','A loop ran wild');
CREATE TABLE lease (
	name VARCHAR NOT NULL, 
	holder VARCHAR NOT NULL, 
	token BIGINT NOT NULL, 
	expires_at DATETIME NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "lease" VALUES('name of lease','holder of lease',7,'2026-11-12 10:20:31.500000');
CREATE TABLE member_edits_day (
	suggested INTEGER NOT NULL, 
	accepted INTEGER NOT NULL, 
	rejected INTEGER NOT NULL, 
	lines_suggested INTEGER NOT NULL, 
	lines_accepted INTEGER NOT NULL, 
	added_suggested INTEGER NOT NULL, 
	added_accepted INTEGER NOT NULL, 
	added_rejected INTEGER NOT NULL, 
	deleted_suggested INTEGER NOT NULL, 
	deleted_accepted INTEGER NOT NULL, 
	deleted_rejected INTEGER NOT NULL, 
	actor_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (actor_id, day, source), 
	FOREIGN KEY(actor_id) REFERENCES actor (id)
)
 WITHOUT ROWID

;
INSERT INTO "member_edits_day" VALUES(23,10,10,385,168,333,145,145,52,23,23,1,'2026-11-10','agent');
INSERT INTO "member_edits_day" VALUES(124,68,56,201,111,156,86,70,45,25,20,1,'2026-11-10','tab');
INSERT INTO "member_edits_day" VALUES(12,5,3,450,188,376,157,94,74,31,18,1,'2026-11-11','agent');
INSERT INTO "member_edits_day" VALUES(27,15,12,47,27,37,21,16,10,6,4,1,'2026-11-11','tab');
INSERT INTO "member_edits_day" VALUES(9,4,1,364,162,315,140,35,49,22,5,1,'2026-11-12','agent');
INSERT INTO "member_edits_day" VALUES(29,12,17,57,24,45,19,26,12,5,7,1,'2026-11-12','tab');
INSERT INTO "member_edits_day" VALUES(28,14,10,338,169,274,137,97,64,32,22,3,'2026-11-10','agent');
INSERT INTO "member_edits_day" VALUES(91,35,56,176,68,137,53,84,39,15,24,3,'2026-11-10','tab');
INSERT INTO "member_edits_day" VALUES(31,16,5,495,256,370,191,59,125,65,20,3,'2026-11-11','agent');
INSERT INTO "member_edits_day" VALUES(60,34,26,101,58,79,45,34,22,13,9,3,'2026-11-11','tab');
INSERT INTO "member_edits_day" VALUES(4,2,0,92,46,76,38,0,16,8,0,3,'2026-11-12','agent');
INSERT INTO "member_edits_day" VALUES(28,15,13,53,29,42,23,19,11,6,5,3,'2026-11-12','tab');
INSERT INTO "member_edits_day" VALUES(24,20,3,445,372,411,343,51,34,29,4,4,'2026-11-10','agent');
INSERT INTO "member_edits_day" VALUES(52,20,32,103,40,80,31,49,23,9,14,4,'2026-11-10','tab');
INSERT INTO "member_edits_day" VALUES(15,12,0,138,111,102,82,0,36,29,0,4,'2026-11-11','agent');
INSERT INTO "member_edits_day" VALUES(44,19,25,96,42,76,33,43,20,9,11,4,'2026-11-11','tab');
INSERT INTO "member_edits_day" VALUES(0,0,0,0,16,0,15,0,0,1,0,4,'2026-11-12','agent');
INSERT INTO "member_edits_day" VALUES(3,1,2,3,1,3,1,2,0,0,0,4,'2026-11-12','tab');
INSERT INTO "member_edits_day" VALUES(26,22,3,514,436,399,338,46,115,98,13,5,'2026-11-10','agent');
INSERT INTO "member_edits_day" VALUES(115,50,65,185,81,144,63,81,41,18,23,5,'2026-11-10','tab');
INSERT INTO "member_edits_day" VALUES(25,21,1,236,199,188,158,7,48,41,1,5,'2026-11-11','agent');
INSERT INTO "member_edits_day" VALUES(97,49,48,205,104,158,80,78,47,24,23,5,'2026-11-11','tab');
INSERT INTO "member_edits_day" VALUES(5,4,0,120,97,103,83,0,17,14,0,5,'2026-11-12','agent');
INSERT INTO "member_edits_day" VALUES(21,6,15,24,7,21,6,15,3,1,2,5,'2026-11-12','tab');
CREATE TABLE member_feature_use_day (
	actor_id INTEGER NOT NULL, 
	feature VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	name VARCHAR NOT NULL, 
	server VARCHAR NOT NULL, 
	uses INTEGER NOT NULL, 
	PRIMARY KEY (actor_id, feature, day, name, server), 
	FOREIGN KEY(actor_id) REFERENCES actor (id)
)
 WITHOUT ROWID

;
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','create_charge','payments-sandbox',2);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','create_issue','tracker',2);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','create_review_comment','code-host',2);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','describe_table','database',4);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','explain_query','database',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','export_asset','design',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','get_diff','code-host',3);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','get_job_log','build',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','get_pipeline','build',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','list_pull_requests','code-host',2);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','navigate','browser',7);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','query_metrics','monitoring',3);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','read_page','docs',11);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','recall','memory',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','run_query','database',2);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','screenshot','browser',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-10','search_issues','tracker',7);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-11','describe_table','database',2);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-11','get_job_log','build',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-11','list_pull_requests','code-host',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-11','navigate','browser',7);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-11','query_metrics','monitoring',3);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-11','read_page','docs',4);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-11','run_query','database',2);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-11','screenshot','browser',2);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-11','search_issues','tracker',2);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-12','create_review_comment','code-host',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-12','get_diff','code-host',2);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-12','get_issue','tracker',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-12','get_pipeline','build',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-12','list_pull_requests','code-host',4);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-12','navigate','browser',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-12','read_page','docs',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-12','run_query','database',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-12','screenshot','browser',1);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-12','search_issues','tracker',2);
INSERT INTO "member_feature_use_day" VALUES(1,'mcp_tool','2026-11-12','search_pages','docs',1);
INSERT INTO "member_feature_use_day" VALUES(1,'model','2026-11-10','claude-sonnet-4.5','',5);
INSERT INTO "member_feature_use_day" VALUES(1,'model','2026-11-10','composer-2.5','',4);
INSERT INTO "member_feature_use_day" VALUES(1,'model','2026-11-10','default','',18);
INSERT INTO "member_feature_use_day" VALUES(1,'model','2026-11-11','claude-sonnet-4.5','',3);
INSERT INTO "member_feature_use_day" VALUES(1,'model','2026-11-11','composer-2.5','',3);
INSERT INTO "member_feature_use_day" VALUES(1,'model','2026-11-11','default','',7);
INSERT INTO "member_feature_use_day" VALUES(1,'model','2026-11-12','composer-2.5','',3);
INSERT INTO "member_feature_use_day" VALUES(1,'model','2026-11-12','default','',6);
INSERT INTO "member_feature_use_day" VALUES(3,'mcp_tool','2026-11-10','explain_query','database',1);
INSERT INTO "member_feature_use_day" VALUES(3,'mcp_tool','2026-11-10','list_tables','database',1);
INSERT INTO "member_feature_use_day" VALUES(3,'mcp_tool','2026-11-10','navigate','browser',1);
INSERT INTO "member_feature_use_day" VALUES(3,'mcp_tool','2026-11-10','screenshot','browser',1);
INSERT INTO "member_feature_use_day" VALUES(3,'mcp_tool','2026-11-11','create_issue','tracker',1);
INSERT INTO "member_feature_use_day" VALUES(3,'mcp_tool','2026-11-11','describe_table','database',1);
INSERT INTO "member_feature_use_day" VALUES(3,'mcp_tool','2026-11-11','list_pull_requests','code-host',1);
INSERT INTO "member_feature_use_day" VALUES(3,'mcp_tool','2026-11-11','screenshot','browser',1);
INSERT INTO "member_feature_use_day" VALUES(3,'mcp_tool','2026-11-12','explain_query','database',1);
INSERT INTO "member_feature_use_day" VALUES(3,'model','2026-11-10','claude-opus-4.7-max','',28);
INSERT INTO "member_feature_use_day" VALUES(3,'model','2026-11-11','claude-opus-4.7-max','',34);
INSERT INTO "member_feature_use_day" VALUES(3,'model','2026-11-12','claude-opus-4.7-max','',6);
INSERT INTO "member_feature_use_day" VALUES(4,'command','2026-11-10','accessibility','',1);
INSERT INTO "member_feature_use_day" VALUES(4,'command','2026-11-11','translate','',1);
INSERT INTO "member_feature_use_day" VALUES(4,'mcp_tool','2026-11-10','click','browser',1);
INSERT INTO "member_feature_use_day" VALUES(4,'mcp_tool','2026-11-10','get_pull_request','code-host',1);
INSERT INTO "member_feature_use_day" VALUES(4,'mcp_tool','2026-11-11','list_tables','database',1);
INSERT INTO "member_feature_use_day" VALUES(4,'model','2026-11-10','composer-2.5','',28);
INSERT INTO "member_feature_use_day" VALUES(4,'model','2026-11-11','composer-2.5','',15);
INSERT INTO "member_feature_use_day" VALUES(4,'model','2026-11-12','composer-2.5','',1);
INSERT INTO "member_feature_use_day" VALUES(5,'command','2026-11-10','accessibility','',2);
INSERT INTO "member_feature_use_day" VALUES(5,'command','2026-11-10','review','',1);
INSERT INTO "member_feature_use_day" VALUES(5,'command','2026-11-10','type-check','',1);
INSERT INTO "member_feature_use_day" VALUES(5,'command','2026-11-11','mock-data','',3);
INSERT INTO "member_feature_use_day" VALUES(5,'command','2026-11-11','rebase','',1);
INSERT INTO "member_feature_use_day" VALUES(5,'command','2026-11-12','fix-tests','',1);
INSERT INTO "member_feature_use_day" VALUES(5,'model','2026-11-10','claude-sonnet-4.5','',4);
INSERT INTO "member_feature_use_day" VALUES(5,'model','2026-11-10','composer-2.5','',7);
INSERT INTO "member_feature_use_day" VALUES(5,'model','2026-11-10','default','',20);
INSERT INTO "member_feature_use_day" VALUES(5,'model','2026-11-11','composer-2.5','',7);
INSERT INTO "member_feature_use_day" VALUES(5,'model','2026-11-11','default','',17);
INSERT INTO "member_feature_use_day" VALUES(5,'model','2026-11-12','claude-sonnet-4.5','',1);
INSERT INTO "member_feature_use_day" VALUES(5,'model','2026-11-12','composer-2.5','',1);
INSERT INTO "member_feature_use_day" VALUES(5,'model','2026-11-12','default','',4);
CREATE TABLE member_spend (
	cycle_start_ms BIGINT NOT NULL, 
	actor_id INTEGER NOT NULL, 
	on_demand_microcents BIGINT, 
	overall_microcents BIGINT, 
	included_microcents BIGINT, 
	is_meaning_unknown BOOLEAN NOT NULL, 
	effective_limit_dollars INTEGER, 
	monthly_limit_dollars INTEGER, 
	is_limited BOOLEAN NOT NULL, 
	read_at DATETIME NOT NULL, 
	PRIMARY KEY (cycle_start_ms, actor_id), 
	FOREIGN KEY(actor_id) REFERENCES actor (id)
);
INSERT INTO "member_spend" VALUES(1793102884000,6,629206974,629206974,NULL,0,1500,NULL,0,'2026-11-12 10:20:31.500000');
INSERT INTO "member_spend" VALUES(1793102884000,5,0,1387897983,NULL,0,1500,NULL,0,'2026-11-12 10:20:31.500000');
INSERT INTO "member_spend" VALUES(1793102884000,3,6101914695,12492761870,NULL,0,1500,NULL,0,'2026-11-12 10:20:31.500000');
INSERT INTO "member_spend" VALUES(1793102884000,1,0,956833112,NULL,0,1500,NULL,0,'2026-11-12 10:20:31.500000');
INSERT INTO "member_spend" VALUES(1793102884000,4,0,645516044,NULL,0,1500,NULL,0,'2026-11-12 10:20:31.500000');
INSERT INTO "member_spend" VALUES(1793102884000,2,0,0,NULL,0,1500,NULL,0,'2026-11-12 10:20:31.500000');
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	root_key VARCHAR, 
	state VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	not_before DATETIME NOT NULL, 
	claimed_at DATETIME, 
	claim VARCHAR, 
	created_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	message_ref VARCHAR, 
	last_error TEXT, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
INSERT INTO "outbox" VALUES(1,'digest','1','digest:1',NULL,'waiting',0,'2026-11-12 10:20:31.500000',NULL,NULL,'2026-11-12 10:20:31.500000',NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(2,'thread_line','6','move:6','digest:1','waiting',0,'2026-11-12 10:20:31.500000',NULL,NULL,'2026-11-12 10:20:31.500000',NULL,NULL,NULL);
INSERT INTO "outbox" VALUES(3,'thread_line','7','move:7','digest:1','waiting',0,'2026-11-12 10:25:31.500000',NULL,NULL,'2026-11-12 10:25:31.500000',NULL,NULL,NULL);
CREATE TABLE read_range (
	id INTEGER NOT NULL, 
	start_ms BIGINT NOT NULL, 
	end_ms BIGINT NOT NULL, 
	rows INTEGER NOT NULL, 
	now DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (start_ms, end_ms)
);
INSERT INTO "read_range" VALUES(1,1791972000000,1794475231500,302,'2026-11-12 09:20:31.500000');
INSERT INTO "read_range" VALUES(2,1789466400000,1791972000000,0,'2026-11-12 09:20:31.500000');
INSERT INTO "read_range" VALUES(3,1786960800000,1789466400000,0,'2026-11-12 09:20:31.500000');
INSERT INTO "read_range" VALUES(4,1784455200000,1786960800000,0,'2026-11-12 09:20:31.500000');
INSERT INTO "read_range" VALUES(5,1794466800000,1794478831500,30,'2026-11-12 10:20:31.500000');
CREATE TABLE read_state (
	kind VARCHAR NOT NULL, 
	read_at DATETIME, 
	rows INTEGER NOT NULL, 
	last_error VARCHAR, 
	last_error_at DATETIME, 
	detail JSON NOT NULL, 
	PRIMARY KEY (kind)
);
INSERT INTO "read_state" VALUES('members','2026-11-12 10:20:31.500000',5,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('groups','2026-11-12 10:20:31.500000',2,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('spending','2026-11-12 10:20:31.500000',6,NULL,NULL,'{"limited_users_count": 0}');
INSERT INTO "read_state" VALUES('events','2026-11-12 10:20:31.500000',30,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('daily_usage','2026-11-12 10:20:31.500000',15,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('daily_usage_cycle','2026-11-12 09:20:31.500000',85,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_dau','2026-11-12 09:20:31.500000',3,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_models','2026-11-12 09:20:31.500000',12,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_agent_edits','2026-11-12 09:20:31.500000',3,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_tabs','2026-11-12 09:20:31.500000',3,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_mcp','2026-11-12 09:20:31.500000',43,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_commands','2026-11-12 09:20:31.500000',7,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_plans','2026-11-12 09:20:31.500000',2,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_ask_mode','2026-11-12 09:20:31.500000',6,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_skills','2026-11-12 09:20:31.500000',0,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_file_extensions','2026-11-12 09:20:31.500000',15,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_client_versions','2026-11-12 09:20:31.500000',8,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('team_conversations','2026-11-12 09:20:31.500000',52,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('member_models','2026-11-12 09:20:31.500000',22,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('member_agent_edits','2026-11-12 09:20:31.500000',12,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('member_tabs','2026-11-12 09:20:31.500000',12,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('member_mcp','2026-11-12 09:20:31.500000',49,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('member_commands','2026-11-12 09:20:31.500000',8,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('ai_commits','2026-11-12 09:20:31.500000',6,NULL,NULL,'{}');
INSERT INTO "read_state" VALUES('detection','2026-11-12 10:20:31.500000',0,NULL,NULL,'{"collected_at": "2026-11-12T10:20:31.500Z"}');
CREATE TABLE repository_day (
	day DATE NOT NULL, 
	repository VARCHAR NOT NULL, 
	commits INTEGER NOT NULL, 
	lines_added BIGINT NOT NULL, 
	lines_deleted BIGINT NOT NULL, 
	attributed_added BIGINT NOT NULL, 
	attributed_deleted BIGINT NOT NULL, 
	PRIMARY KEY (day, repository)
)
 WITHOUT ROWID

;
INSERT INTO "repository_day" VALUES('2026-11-10','',2,1606,110,724,48);
INSERT INTO "repository_day" VALUES('2026-11-10','acme/app',1,69,36,36,17);
INSERT INTO "repository_day" VALUES('2026-11-10','acme/infrastructure',1,89,52,24,13);
INSERT INTO "repository_day" VALUES('2026-11-11','',1,1,0,0,0);
INSERT INTO "repository_day" VALUES('2026-11-11','acme/internal-tools',1,335,29,285,23);
CREATE TABLE setting (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	changed_at DATETIME NOT NULL, 
	changed_by VARCHAR NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "setting" VALUES('max_requests_per_day','3','2026-11-12 10:20:31.500000','mara');
INSERT INTO "setting" VALUES('zscore_multiplier','4.0','2026-11-12 10:20:31.500000','mara');
CREATE TABLE team_activity_day (
	day DATE NOT NULL, 
	active_users INTEGER NOT NULL, 
	cli_users INTEGER NOT NULL, 
	cloud_agent_users INTEGER NOT NULL, 
	bugbot_users INTEGER NOT NULL, 
	PRIMARY KEY (day)
);
INSERT INTO "team_activity_day" VALUES('2026-11-10',4,0,2,1);
INSERT INTO "team_activity_day" VALUES('2026-11-11',4,0,3,0);
INSERT INTO "team_activity_day" VALUES('2026-11-12',4,0,0,0);
CREATE TABLE uploaded_file (
	content_hash VARCHAR NOT NULL, 
	file_id VARCHAR NOT NULL, 
	uploaded_at DATETIME NOT NULL, 
	PRIMARY KEY (content_hash)
);
INSERT INTO "uploaded_file" VALUES('content_hash of uploaded_file','file_id of uploaded_file','2026-11-12 10:20:31.500000');
CREATE TABLE usage_event (
	id INTEGER NOT NULL, 
	timestamp_ms BIGINT NOT NULL, 
	actor_id INTEGER NOT NULL, 
	model VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	billing VARCHAR NOT NULL, 
	is_max_mode BOOLEAN NOT NULL, 
	is_headless BOOLEAN NOT NULL, 
	charged_microcents BIGINT NOT NULL, 
	cost_source VARCHAR NOT NULL, 
	fee_microcents BIGINT, 
	input_tokens BIGINT, 
	output_tokens BIGINT, 
	cache_write_tokens BIGINT, 
	cache_read_tokens BIGINT, 
	service_account_id VARCHAR, 
	conversation_id VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(actor_id) REFERENCES actor (id)
);
INSERT INTO "usage_event" VALUES(1,1794290630201,3,'claude-opus-4-7-max','Included in Business','included',1,0,205185200,'charged',29416700,5580,3831,33997,1133260,NULL,'c2-511f-0');
INSERT INTO "usage_event" VALUES(2,1794292287903,1,'claude-4.5-sonnet','Included in Business','included',0,0,26853895,'charged',9731725,2774,556,11240,374699,NULL,'c0-511f-4');
INSERT INTO "usage_event" VALUES(3,1794295840607,1,'claude-4.5-sonnet','Included in Business','included',0,0,22463740,'charged',8142250,772,738,9442,314738,NULL,'c0-511f-2');
INSERT INTO "usage_event" VALUES(4,1794296356575,1,'claude-4.5-sonnet','Included in Business','included',0,0,64992885,'charged',21755250,6165,4647,25031,834367,NULL,'c0-511f-5');
INSERT INTO "usage_event" VALUES(5,1794296941729,1,'default','Included in Business','included',0,0,26324475,'charged',NULL,3506,1999,25760,858673,NULL,'c0-511f-3');
INSERT INTO "usage_event" VALUES(6,1794297075649,3,'claude-opus-4-7-max','Included in Business','included',1,0,136171575,'charged',19722375,185,3035,22883,762792,NULL,'c2-511f-1');
INSERT INTO "usage_event" VALUES(7,1794297973822,3,'claude-opus-4-7-max','Included in Business','included',1,0,78109450,'charged',11373000,2696,1015,13142,438067,NULL,'c2-511f-0');
INSERT INTO "usage_event" VALUES(8,1794298484819,5,'default','Included in Business','included',0,0,15031900,'charged',NULL,1525,1755,14387,479596,NULL,'c4-511f-0');
INSERT INTO "usage_event" VALUES(9,1794298751889,4,'composer-2.5','Included in Business','included',0,0,5622129,'charged',NULL,2282,1051,8190,273023,NULL,'c3-511f-3');
INSERT INTO "usage_event" VALUES(10,1794299669928,5,'composer-2.5','Included in Business','included',0,0,19627600,'charged',NULL,8539,4984,25053,835100,NULL,'c4-511f-0');
INSERT INTO "usage_event" VALUES(11,1794300142780,4,'composer-2.5','Included in Business','included',0,0,9148450,'charged',NULL,4949,1438,11918,397280,NULL,'c3-511f-1');
INSERT INTO "usage_event" VALUES(12,1794300545529,5,'default','Included in Business','included',0,0,7114450,'charged',NULL,860,1680,6259,208663,NULL,'c4-511f-1');
INSERT INTO "usage_event" VALUES(13,1794301174856,4,'composer-2.5','Included in Business','included',0,0,18538770,'charged',NULL,3663,3074,24540,818006,NULL,'c3-511f-2');
INSERT INTO "usage_event" VALUES(14,1794301351272,5,'composer-2.5','Included in Business','included',0,0,6945120,'charged',NULL,1517,3658,8309,276966,NULL,'c4-511f-3');
INSERT INTO "usage_event" VALUES(15,1794301392788,4,'composer-2.5','Included in Business','included',0,0,20810090,'charged',NULL,4056,3395,27570,919002,NULL,'c3-511f-0');
INSERT INTO "usage_event" VALUES(16,1794301727467,1,'composer-2.5','Included in Business','included',0,0,12812040,'charged',NULL,3374,1530,17108,570272,NULL,'c0-511f-2');
INSERT INTO "usage_event" VALUES(17,1794301797392,1,'default','Included in Business','included',0,0,21793475,'charged',NULL,1488,3445,20390,679669,NULL,'c0-511f-5');
INSERT INTO "usage_event" VALUES(18,1794302601070,3,'claude-opus-4-7-max','Included in Business','included',1,1,136612000,'charged',18827700,6813,3137,21645,721513,NULL,'c2-511f-0');
INSERT INTO "usage_event" VALUES(19,1794302657592,5,'composer-2.5','Included in Business','included',0,0,7680170,'charged',NULL,6846,4240,8759,291996,NULL,'c4-511f-5');
INSERT INTO "usage_event" VALUES(20,1794302886098,5,'default','Included in Business','included',0,0,4940675,'charged',NULL,849,834,4522,150756,NULL,'c4-511f-5');
INSERT INTO "usage_event" VALUES(21,1794302967888,3,'claude-opus-4-7-max','Included in Business','included',1,0,100094125,'charged',13121725,2519,4071,15095,503184,NULL,'c2-511f-1');
INSERT INTO "usage_event" VALUES(22,1794303072354,3,'claude-opus-4-7-max','Included in Business','included',1,0,165057950,'charged',24254300,3122,2374,28097,936579,NULL,'c2-511f-3');
INSERT INTO "usage_event" VALUES(23,1794303111849,5,'default','Included in Business','included',0,0,32982975,'charged',NULL,2556,1390,33213,1107114,NULL,'c4-511f-3');
INSERT INTO "usage_event" VALUES(24,1794303298782,1,'default','Included in Business','included',0,0,10473500,'charged',NULL,1339,1546,9786,326211,NULL,'c0-511f-2');
INSERT INTO "usage_event" VALUES(25,1794303639377,5,'claude-4.5-sonnet','Included in Business','included',0,1,36938975,'charged',12476825,9212,1425,14226,474210,NULL,'c4-511f-3');
INSERT INTO "usage_event" VALUES(26,1794304381973,1,'default','Included in Business','included',0,0,14389550,'charged',NULL,1273,3921,12394,413143,NULL,'c0-511f-3');
INSERT INTO "usage_event" VALUES(27,1794304406118,1,'default','Included in Business','included',0,0,6652850,'charged',NULL,2474,3445,4462,148754,NULL,'c0-511f-4');
INSERT INTO "usage_event" VALUES(28,1794305330635,1,'default','Included in Business','included',0,0,19119425,'charged',NULL,3796,1272,18659,621974,NULL,'c0-511f-4');
INSERT INTO "usage_event" VALUES(29,1794305901250,1,'default','Included in Business','included',0,0,17732825,'charged',NULL,2913,726,17669,588979,NULL,'c0-511f-1');
INSERT INTO "usage_event" VALUES(30,1794306203229,4,'composer-2.5','Included in Business','included',0,0,13098730,'charged',NULL,1335,3440,16984,566139,NULL,'c3-511f-5');
INSERT INTO "usage_event" VALUES(31,1794306305102,5,'default','Included in Business','included',0,0,11534225,'charged',NULL,716,1777,10829,360996,NULL,'c4-511f-1');
INSERT INTO "usage_event" VALUES(32,1794306408464,5,'default','Included in Business','included',0,0,18903000,'charged',NULL,429,2890,17859,595320,NULL,'c4-511f-5');
INSERT INTO "usage_event" VALUES(33,1794306430486,1,'default','Included in Business','included',0,0,27058925,'charged',NULL,2818,728,27412,913735,NULL,'c0-511f-2');
INSERT INTO "usage_event" VALUES(34,1794306581890,5,'default','Included in Business','included',0,0,9887725,'charged',NULL,4588,1592,8722,290751,NULL,'c4-511f-2');
INSERT INTO "usage_event" VALUES(35,1794306721968,5,'default','Included in Business','included',0,0,14098600,'charged',NULL,1658,3100,12554,418484,NULL,'c4-511f-2');
INSERT INTO "usage_event" VALUES(36,1794307399354,4,'composer-2.5','Included in Business','included',0,0,4515890,'charged',NULL,1055,1470,5714,190497,NULL,'c3-511f-0');
INSERT INTO "usage_event" VALUES(37,1794307411076,3,'claude-opus-4-7-max','Included in Business','included',1,0,255017150,'charged',33878600,3752,10226,39063,1302103,NULL,'c2-511f-2');
INSERT INTO "usage_event" VALUES(38,1794307488282,3,'claude-opus-4-7-max','Included in Business','included',1,0,129323700,'charged',15627000,4261,7344,17868,595607,NULL,'c2-511f-4');
INSERT INTO "usage_event" VALUES(39,1794307704863,5,'default','Included in Business','included',0,0,11817975,'charged',NULL,3657,1164,11126,370868,NULL,'c4-511f-4');
INSERT INTO "usage_event" VALUES(40,1794307712964,3,'claude-opus-4-7-max','Included in Business','included',1,0,193577375,'charged',28844775,2053,2469,33473,1115796,NULL,'c2-511f-3');
INSERT INTO "usage_event" VALUES(41,1794307844517,5,'composer-2.5','Included in Business','included',0,0,24978590,'charged',NULL,2205,1813,34067,1135587,NULL,'c4-511f-5');
INSERT INTO "usage_event" VALUES(42,1794308269838,5,'default','Included in Business','included',0,0,23199225,'charged',NULL,976,3958,21602,720087,NULL,'c4-511f-2');
INSERT INTO "usage_event" VALUES(43,1794309366164,4,'composer-2.5','Included in Business','included',0,0,14498800,'charged',NULL,6445,1604,19221,640725,NULL,'c3-511f-4');
INSERT INTO "usage_event" VALUES(44,1794310287090,4,'composer-2.5','Included in Business','included',0,0,9308460,'charged',NULL,648,1240,12510,417028,NULL,'c3-511f-1');
INSERT INTO "usage_event" VALUES(45,1794310298888,3,'claude-opus-4-7-max','Included in Business','included',1,0,109795625,'charged',15097425,2778,3228,17414,580477,NULL,'c2-511f-3');
INSERT INTO "usage_event" VALUES(46,1794311250970,5,'default','Included in Business','included',0,0,15588050,'charged',NULL,2434,2058,14659,488665,NULL,'c4-511f-4');
INSERT INTO "usage_event" VALUES(47,1794311554598,4,'composer-2.5','Included in Business','included',0,0,9732390,'charged',NULL,932,3389,12332,411097,NULL,'c3-511f-1');
INSERT INTO "usage_event" VALUES(48,1794311888373,1,'default','Aborted, Not Charged','not_charged',0,0,38726125,'charged',NULL,5469,3362,37591,1253057,NULL,'c0-511f-1');
INSERT INTO "usage_event" VALUES(49,1794312015665,3,'claude-opus-4-7-max','Included in Business','included',1,0,170468150,'charged',23899900,3820,4324,27607,920245,NULL,'c2-511f-4');
INSERT INTO "usage_event" VALUES(50,1794312110936,5,'claude-4.5-sonnet','Included in Business','included',0,0,10738505,'charged',3309650,2657,984,3749,124996,NULL,'c4-511f-5');
INSERT INTO "usage_event" VALUES(51,1794312210515,3,'claude-opus-4-7-max','Included in Business','included',1,1,47450300,'charged',6176550,1348,1970,7099,236645,NULL,'c2-511f-4');
INSERT INTO "usage_event" VALUES(52,1794312478824,4,'composer-2.5','Included in Business','included',0,0,22350840,'charged',NULL,2045,15607,25600,853342,NULL,'c3-511f-2');
INSERT INTO "usage_event" VALUES(53,1794313429559,1,'default','Included in Business','included',0,0,15078125,'charged',NULL,926,2122,14284,476147,NULL,'c0-511f-4');
INSERT INTO "usage_event" VALUES(54,1794313490618,5,'composer-2.5','Included in Business','included',0,0,34658290,'charged',NULL,1605,3953,46869,1562317,NULL,'c4-511f-3');
INSERT INTO "usage_event" VALUES(55,1794314254529,4,'composer-2.5','Included in Business','included',0,0,41446440,'charged',NULL,1679,2572,56817,1893932,NULL,'c3-511f-3');
INSERT INTO "usage_event" VALUES(56,1794314709679,3,'claude-opus-4-7-max','Included in Business','included',1,0,390442175,'charged',60472125,540,1823,70384,2346138,NULL,'c2-511f-0');
INSERT INTO "usage_event" VALUES(57,1794315286282,4,'composer-2.5','Included in Business','included',0,0,21464950,'charged',NULL,3559,3654,28428,947605,NULL,'c3-511f-3');
INSERT INTO "usage_event" VALUES(58,1794315286282,4,'composer-2.5','Included in Business','included',0,0,5706070,'charged',NULL,4109,1199,7257,241901,NULL,'c3-511f-5');
INSERT INTO "usage_event" VALUES(59,1794315371264,3,'claude-opus-4-7-max','Included in Business','included',1,0,351080350,'charged',53218300,729,3610,61875,2062518,NULL,'c2-511f-1');
INSERT INTO "usage_event" VALUES(60,1794316194740,5,'claude-4.5-sonnet','Included in Business','included',0,0,46266350,'charged',16038275,8991,1506,18379,612655,NULL,'c4-511f-3');
INSERT INTO "usage_event" VALUES(61,1794316239667,1,'claude-4.5-sonnet','Aborted, Not Charged','not_charged',0,0,22583535,'charged',7564650,2684,1509,8691,289702,NULL,'c0-511f-5');
INSERT INTO "usage_event" VALUES(62,1794316384098,4,'composer-2.5','Included in Business','included',0,0,5607970,'charged',NULL,9795,1481,6625,220836,NULL,'c3-511f-0');
INSERT INTO "usage_event" VALUES(63,1794316436842,3,'claude-opus-4-7-max','Included in Business','included',1,0,123127075,'charged',17132175,3789,3105,19759,658634,NULL,'c2-511f-4');
INSERT INTO "usage_event" VALUES(64,1794316455167,4,'composer-2.5','Included in Business','included',0,0,6658240,'charged',NULL,3505,4063,7628,254292,NULL,'c3-511f-2');
INSERT INTO "usage_event" VALUES(65,1794317206794,3,'claude-opus-4-7-max','Included in Business','included',1,0,124034650,'charged',16353350,4062,4656,18798,626618,NULL,'c2-511f-0');
INSERT INTO "usage_event" VALUES(66,1794317955591,5,'default','Included in Business','included',0,0,17160900,'charged',NULL,3321,1877,16298,543293,NULL,'c4-511f-5');
INSERT INTO "usage_event" VALUES(67,1794317960370,1,'composer-2.5','Included in Business','included',0,0,11745440,'charged',NULL,430,3030,15302,510067,NULL,'c0-511f-4');
INSERT INTO "usage_event" VALUES(68,1794318106434,1,'default','Included in Business','included',0,0,9782350,'charged',NULL,1410,1377,9161,305391,NULL,'c0-511f-4');
INSERT INTO "usage_event" VALUES(69,1794318153013,3,'claude-opus-4-7-max','Included in Business','included',1,0,72013275,'charged',9933475,1615,2112,11464,382148,NULL,'c2-511f-5');
INSERT INTO "usage_event" VALUES(70,1794318223869,1,'default','Included in Business','included',0,0,12494575,'charged',NULL,732,2043,11663,388776,NULL,'c0-511f-3');
INSERT INTO "usage_event" VALUES(71,1794318985300,3,'claude-opus-4-7-max','Included in Business','included',1,0,247336475,'charged',36901425,1095,3440,42859,1428663,NULL,'c2-511f-4');
INSERT INTO "usage_event" VALUES(72,1794319536201,4,'composer-2.5','Included in Business','included',0,0,8339250,'charged',NULL,1448,1862,10885,362855,NULL,'c3-511f-3');
INSERT INTO "usage_event" VALUES(73,1794319712612,5,'default','Included in Business','included',0,0,33557850,'charged',NULL,1022,1462,33968,1132276,NULL,'c4-511f-1');
INSERT INTO "usage_event" VALUES(74,1794320071591,3,'claude-opus-4-7-max','Included in Business','included',1,0,279262450,'charged',41805650,1022,3688,48568,1618948,NULL,'c2-511f-1');
INSERT INTO "usage_event" VALUES(75,1794320387258,4,'composer-2.5','Included in Business','included',0,0,39704540,'charged',NULL,1607,2774,54321,1810732,NULL,'c3-511f-2');
INSERT INTO "usage_event" VALUES(76,1794320392705,1,'default','Included in Business','included',0,0,10103000,'charged',NULL,453,2125,9152,305095,NULL,'c0-511f-4');
INSERT INTO "usage_event" VALUES(77,1794320396767,5,'default','Included in Business','included',0,1,8627325,'charged',NULL,1382,2116,7497,249914,NULL,'c4-511f-5');
INSERT INTO "usage_event" VALUES(78,1794320973702,5,'default','Included in Business','included',0,0,18333225,'charged',NULL,3012,1597,17737,591256,NULL,'c4-511f-0');
INSERT INTO "usage_event" VALUES(79,1794321399736,3,'claude-opus-4-7-max','Included in Business','included',1,0,179268925,'charged',24079525,7613,5534,27670,922364,NULL,'c2-511f-4');
INSERT INTO "usage_event" VALUES(80,1794322109861,5,'composer-2.5','Included in Business','included',0,0,9496940,'charged',NULL,4955,7060,10443,348102,NULL,'c4-511f-1');
INSERT INTO "usage_event" VALUES(81,1794322298293,3,'claude-opus-4-7-max','Included in Business','included',1,0,106978175,'charged',14301525,5475,3198,16409,546979,NULL,'c2-511f-0');
INSERT INTO "usage_event" VALUES(82,1794322507769,3,'claude-opus-4-7-max','Included in Business','included',1,0,171168675,'charged',26358975,452,1014,30666,1022227,NULL,'c2-511f-3');
INSERT INTO "usage_event" VALUES(83,1794322958574,5,'default','Included in Business','included',0,0,8166150,'charged',NULL,1894,2497,6710,223698,NULL,'c4-511f-5');
INSERT INTO "usage_event" VALUES(84,1794323040158,3,'claude-opus-4-7-max','Included in Business','included',1,0,156630050,'charged',22314900,2201,3664,25827,860904,NULL,'c2-511f-3');
INSERT INTO "usage_event" VALUES(85,1794323494466,4,'composer-2.5','Included in Business','included',0,0,8599040,'charged',NULL,1914,1151,11463,382122,NULL,'c3-511f-3');
INSERT INTO "usage_event" VALUES(86,1794323606433,3,'claude-opus-4-7-max','Included in Business','included',1,0,165038125,'charged',23774275,1808,3525,27542,918096,NULL,'c2-511f-0');
INSERT INTO "usage_event" VALUES(87,1794323800349,4,'composer-2.5','Included in Business','included',0,0,12949430,'charged',NULL,883,3574,16760,558689,NULL,'c3-511f-5');
INSERT INTO "usage_event" VALUES(88,1794323955311,3,'claude-opus-4-7-max','Included in Business','included',1,0,93509000,'charged',12165800,866,4322,14022,467422,NULL,'c2-511f-2');
INSERT INTO "usage_event" VALUES(89,1794324152608,1,'default','Included in Business','included',0,0,9894800,'charged',NULL,1549,2277,8697,289914,NULL,'c0-511f-5');
INSERT INTO "usage_event" VALUES(90,1794324430198,1,'default','Included in Business','included',0,0,8393825,'charged',NULL,1685,2363,7059,235321,NULL,'c0-511f-0');
INSERT INTO "usage_event" VALUES(91,1794324666009,1,'default','Included in Business','included',0,0,24181500,'charged',NULL,2598,3048,22985,766193,NULL,'c0-511f-4');
INSERT INTO "usage_event" VALUES(92,1794324752913,3,'claude-opus-4-7-max','Included in Business','included',1,0,66101700,'charged',6914000,942,5932,7854,261832,NULL,'c2-511f-2');
INSERT INTO "usage_event" VALUES(93,1794324852611,3,'claude-opus-4-7-max','Included in Business','included',1,0,180573125,'charged',25898925,643,4375,30027,1000912,NULL,'c2-511f-1');
INSERT INTO "usage_event" VALUES(94,1794324928738,5,'composer-2.5','Included in Business','included',0,0,15457590,'charged',NULL,415,4070,20120,670667,NULL,'c4-511f-3');
INSERT INTO "usage_event" VALUES(95,1794325109431,5,'default','Included in Business','included',0,0,28021175,'charged',NULL,4054,2367,27228,907629,NULL,'c4-511f-2');
INSERT INTO "usage_event" VALUES(96,1794325170634,4,'composer-2.5','Included in Business','included',0,0,26793810,'charged',NULL,9648,3820,35381,1179368,NULL,'c3-511f-3');
INSERT INTO "usage_event" VALUES(97,1794325564379,1,'default','Included in Business','included',0,0,12334250,'charged',NULL,1361,1958,11467,382238,NULL,'c0-511f-1');
INSERT INTO "usage_event" VALUES(98,1794325991660,4,'composer-2.5','Included in Business','included',0,0,7987030,'charged',NULL,957,1964,10392,346429,NULL,'c3-511f-1');
INSERT INTO "usage_event" VALUES(99,1794326410473,1,'default','Included in Business','included',0,0,27335150,'charged',NULL,470,3684,26155,871865,NULL,'c0-511f-1');
INSERT INTO "usage_event" VALUES(100,1794326453947,5,'default','Included in Business','included',0,0,24688825,'charged',NULL,7523,712,24335,811175,NULL,'c4-511f-5');
INSERT INTO "usage_event" VALUES(101,1794326862812,5,'claude-4.5-sonnet','Included in Business','included',0,0,55188555,'charged',18689400,1327,4257,21611,720381,NULL,'c4-511f-1');
INSERT INTO "usage_event" VALUES(102,1794327176762,1,'composer-2.5','Included in Business','included',0,0,18380950,'charged',NULL,1595,4444,23986,799545,NULL,'c0-511f-3');
INSERT INTO "usage_event" VALUES(103,1794327862875,1,'claude-4.5-sonnet','Included in Business','included',0,0,22199780,'charged',7138550,4923,1607,8126,270886,NULL,'c0-511f-2');
INSERT INTO "usage_event" VALUES(104,1794327885453,1,'claude-4.5-sonnet','Included in Business','included',0,0,39120995,'charged',12593900,6780,3144,14383,479449,NULL,'c0-511f-2');
INSERT INTO "usage_event" VALUES(105,1794328904777,5,'default','Included in Business','included',0,0,14334525,'charged',NULL,2076,4288,12002,400079,NULL,'c4-511f-2');
INSERT INTO "usage_event" VALUES(106,1794329591145,4,'composer-2.5','Included in Business','included',0,0,8193230,'charged',NULL,1844,1047,10938,364619,NULL,'c3-511f-1');
INSERT INTO "usage_event" VALUES(107,1794329925219,1,'composer-2.5','Included in Business','included',0,0,7128320,'charged',NULL,3327,2852,8719,290651,NULL,'c0-511f-3');
INSERT INTO "usage_event" VALUES(108,1794330680035,1,'default','Included in Business','included',0,0,13434275,'charged',NULL,3571,4083,10996,366544,NULL,'c0-511f-0');
INSERT INTO "usage_event" VALUES(109,1794330741767,4,'composer-2.5','Included in Business','included',0,0,20394110,'charged',NULL,2815,1861,27611,920378,NULL,'c3-511f-4');
INSERT INTO "usage_event" VALUES(110,1794331300435,4,'composer-2.5','Included in Business','included',0,0,8693640,'charged',NULL,1352,1425,11539,384642,NULL,'c3-511f-4');
INSERT INTO "usage_event" VALUES(111,1794333166648,4,'composer-2.5','Included in Business','included',0,0,18640740,'charged',NULL,2733,721,25568,852272,NULL,'c3-511f-3');
INSERT INTO "usage_event" VALUES(112,1794334021411,4,'composer-2.5','Included in Business','included',0,0,11813800,'charged',NULL,1245,2263,15608,520270,NULL,'c3-511f-3');
INSERT INTO "usage_event" VALUES(113,1794343399544,4,'composer-2.5','Included in Business','included',0,0,10926890,'charged',NULL,1603,1716,14536,484547,NULL,'c3-511f-1');
INSERT INTO "usage_event" VALUES(114,1794343681322,3,'claude-opus-4-7-max','Included in Business','included',1,0,191990050,'charged',28559550,4978,1829,33075,1102500,NULL,'c2-511f-5');
INSERT INTO "usage_event" VALUES(115,1794344106131,5,'default','Included in Business','included',0,0,20574625,'charged',NULL,2149,2365,19708,656940,NULL,'c4-511f-0');
INSERT INTO "usage_event" VALUES(116,1794351433712,4,'composer-2.5','Included in Business','included',0,0,9568480,'charged',NULL,2145,2076,12477,415919,NULL,'c3-511f-4');
INSERT INTO "usage_event" VALUES(117,1794362715138,6,'composer-2.5','Usage-based','on_demand',0,1,1489430,'charged',NULL,1905,862,1644,54824,'sa_nightly','c5-5120-5');
INSERT INTO "usage_event" VALUES(118,1794363040250,6,'composer-2.5','Usage-based','on_demand',0,1,11474540,'charged',NULL,1021,2702,14997,499907,'sa_nightly','c5-5120-2');
INSERT INTO "usage_event" VALUES(119,1794363674422,6,'composer-2.5','Usage-based','on_demand',0,1,7883570,'charged',NULL,708,5308,9099,303311,'sa_nightly','c5-5120-5');
INSERT INTO "usage_event" VALUES(120,1794363700281,6,'composer-2.5','Usage-based','on_demand',0,1,4625990,'charged',NULL,1623,1515,5813,193772,'sa_nightly','c5-5120-3');
INSERT INTO "usage_event" VALUES(121,1794363875585,6,'composer-2.5','Usage-based','on_demand',0,1,15965520,'charged',NULL,1659,1501,21638,721271,'sa_nightly','c5-5120-2');
INSERT INTO "usage_event" VALUES(122,1794364005745,6,'composer-2.5','Usage-based','on_demand',0,1,8141280,'charged',NULL,1908,1247,10791,359729,'sa_nightly','c5-5120-5');
INSERT INTO "usage_event" VALUES(123,1794364005745,6,'composer-2.5','Usage-based','on_demand',0,1,8834370,'charged',NULL,11008,1613,10996,366546,'sa_nightly','c5-5120-5');
INSERT INTO "usage_event" VALUES(124,1794364064087,6,'composer-2.5','Usage-based','on_demand',0,1,6592310,'charged',NULL,4016,5981,6832,227733,'sa_nightly','c5-5120-0');
INSERT INTO "usage_event" VALUES(125,1794364064087,6,'composer-2.5','Usage-based','on_demand',0,1,10913870,'charged',NULL,7067,4574,13140,438001,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(126,1794364225503,6,'composer-2.5','Usage-based','on_demand',0,1,5084540,'charged',NULL,5081,1655,6162,205432,'sa_nightly','c5-5120-1');
INSERT INTO "usage_event" VALUES(127,1794364267641,6,'composer-2.5','Usage-based','on_demand',0,1,17311620,'charged',NULL,4824,2695,22879,762636,'sa_nightly','c5-5120-5');
INSERT INTO "usage_event" VALUES(128,1794364810438,6,'composer-2.5','Usage-based','on_demand',0,1,5508770,'charged',NULL,2412,2309,6712,223766,'sa_nightly','c5-5120-2');
INSERT INTO "usage_event" VALUES(129,1794364953291,6,'composer-2.5','Usage-based','on_demand',0,1,20164590,'charged',NULL,1650,2021,27316,910552,'sa_nightly','c5-5120-2');
INSERT INTO "usage_event" VALUES(130,1794365119077,6,'composer-2.5','Usage-based','on_demand',0,1,6929990,'charged',NULL,3059,2175,8697,289922,'sa_nightly','c5-5120-5');
INSERT INTO "usage_event" VALUES(131,1794365119077,6,'composer-2.5','Usage-based','on_demand',0,1,13200960,'charged',NULL,2178,1638,17696,589888,'sa_nightly','c5-5120-1');
INSERT INTO "usage_event" VALUES(132,1794365307044,6,'composer-2.5','Usage-based','on_demand',0,1,5032470,'charged',NULL,4273,1776,6104,203481,'sa_nightly','c5-5120-2');
INSERT INTO "usage_event" VALUES(133,1794365832265,6,'composer-2.5','Usage-based','on_demand',0,1,5044500,'charged',NULL,14905,1472,5485,182850,'sa_nightly','c5-5120-5');
INSERT INTO "usage_event" VALUES(134,1794365908896,6,'composer-2.5','Usage-based','on_demand',0,1,4688440,'charged',NULL,6752,1593,5515,183842,'sa_nightly','c5-5120-1');
INSERT INTO "usage_event" VALUES(135,1794366396061,6,'composer-2.5','Usage-based','on_demand',0,1,2080190,'charged',NULL,2160,2281,1956,65207,'sa_nightly','c5-5120-2');
INSERT INTO "usage_event" VALUES(136,1794366825492,6,'composer-2.5','Usage-based','on_demand',0,1,10814250,'charged',NULL,34792,2735,11708,390275,'sa_nightly','c5-5120-3');
INSERT INTO "usage_event" VALUES(137,1794366945351,6,'composer-2.5','Usage-based','on_demand',0,1,3993710,'charged',NULL,1688,3257,4318,143958,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(138,1794367057652,6,'composer-2.5','Usage-based','on_demand',0,1,8815590,'charged',NULL,2360,2797,11160,372017,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(139,1794367231724,6,'composer-2.5','Usage-based','on_demand',0,1,8226050,'charged',NULL,2261,823,11033,367780,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(140,1794367282499,6,'composer-2.5','Usage-based','on_demand',0,1,6655320,'charged',NULL,4611,2597,8058,268631,'sa_nightly','c5-5120-5');
INSERT INTO "usage_event" VALUES(141,1794367443084,6,'composer-2.5','Usage-based','on_demand',0,1,7438260,'charged',NULL,1895,2947,9218,307293,'sa_nightly','c5-5120-1');
INSERT INTO "usage_event" VALUES(142,1794367470109,6,'composer-2.5','Usage-based','on_demand',0,1,9881700,'charged',NULL,4399,1176,13071,435710,'sa_nightly','c5-5120-1');
INSERT INTO "usage_event" VALUES(143,1794367494945,6,'composer-2.5','Aborted, Not Charged','not_charged',0,1,12364380,'charged',NULL,871,2131,16448,548284,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(144,1794367649365,6,'composer-2.5','Usage-based','on_demand',0,1,11615000,'charged',NULL,1005,1825,15500,516675,'sa_nightly','c5-5120-1');
INSERT INTO "usage_event" VALUES(145,1794367782729,6,'composer-2.5','Usage-based','on_demand',0,1,2194250,'charged',NULL,2262,1258,2465,82170,'sa_nightly','c5-5120-2');
INSERT INTO "usage_event" VALUES(146,1794367816806,6,'composer-2.5','Usage-based','on_demand',0,1,3122630,'charged',NULL,3385,3387,2939,97984,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(147,1794367961586,6,'composer-2.5','Usage-based','on_demand',0,1,12592020,'charged',NULL,8658,1300,16512,550426,'sa_nightly','c5-5120-3');
INSERT INTO "usage_event" VALUES(148,1794368434397,6,'composer-2.5','Usage-based','on_demand',0,1,16246280,'charged',NULL,4141,1575,21830,727699,'sa_nightly','c5-5120-0');
INSERT INTO "usage_event" VALUES(149,1794369132868,6,'composer-2.5','Usage-based','on_demand',0,1,10996990,'charged',NULL,7857,1234,14366,478867,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(150,1794369684749,6,'composer-2.5','Usage-based','on_demand',0,1,7881250,'charged',NULL,2770,3019,9750,325025,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(151,1794369760171,6,'composer-2.5','Usage-based','on_demand',0,1,6028670,'charged',NULL,1930,1665,7696,256556,'sa_nightly','c5-5120-1');
INSERT INTO "usage_event" VALUES(152,1794369865135,6,'composer-2.5','Usage-based','on_demand',0,1,32476530,'charged',NULL,1294,1870,44573,1485784,'sa_nightly','c5-5120-1');
INSERT INTO "usage_event" VALUES(153,1794370096273,6,'composer-2.5','Usage-based','on_demand',0,1,7993570,'charged',NULL,2239,3051,9933,331111,'sa_nightly','c5-5120-2');
INSERT INTO "usage_event" VALUES(154,1794370316044,6,'composer-2.5','Usage-based','on_demand',0,1,5709680,'charged',NULL,971,1389,7414,247159,'sa_nightly','c5-5120-3');
INSERT INTO "usage_event" VALUES(155,1794370354340,6,'composer-2.5','Usage-based','on_demand',0,1,7332030,'charged',NULL,4063,6031,7843,261449,'sa_nightly','c5-5120-3');
INSERT INTO "usage_event" VALUES(156,1794370619932,6,'composer-2.5','Usage-based','on_demand',0,1,4794960,'charged',NULL,1228,1498,6082,202748,'sa_nightly','c5-5120-5');
INSERT INTO "usage_event" VALUES(157,1794370725763,6,'composer-2.5','Usage-based','on_demand',0,1,2552370,'charged',NULL,1893,4129,1989,66301,'sa_nightly','c5-5120-0');
INSERT INTO "usage_event" VALUES(158,1794370751293,6,'composer-2.5','Usage-based','on_demand',0,1,15490250,'charged',NULL,5019,2451,20409,680305,'sa_nightly','c5-5120-1');
INSERT INTO "usage_event" VALUES(159,1794370805914,6,'composer-2.5','Usage-based','on_demand',0,1,10095680,'charged',NULL,1342,3257,12857,428574,'sa_nightly','c5-5120-3');
INSERT INTO "usage_event" VALUES(160,1794371424955,6,'composer-2.5','Usage-based','on_demand',0,1,2396600,'charged',NULL,3949,2130,2325,77520,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(161,1794372022194,6,'composer-2.5','Usage-based','on_demand',0,1,10497350,'charged',NULL,1876,7293,11972,399085,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(162,1794372122430,6,'composer-2.5','Usage-based','on_demand',0,1,3163830,'charged',NULL,2780,1820,3585,119529,'sa_nightly','c5-5120-0');
INSERT INTO "usage_event" VALUES(163,1794372208245,6,'composer-2.5','Usage-based','on_demand',0,1,6328890,'charged',NULL,2759,5271,6799,226662,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(164,1794372215555,6,'composer-2.5','Usage-based','on_demand',0,1,8939830,'charged',NULL,3499,2399,11393,379774,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(165,1794372318064,6,'composer-2.5','Usage-based','on_demand',0,1,3984290,'charged',NULL,2724,3109,4284,142832,'sa_nightly','c5-5120-2');
INSERT INTO "usage_event" VALUES(166,1794372652994,6,'composer-2.5','Usage-based','on_demand',0,1,6602160,'charged',NULL,4358,1299,8455,281838,'sa_nightly','c5-5120-2');
INSERT INTO "usage_event" VALUES(167,1794372684055,6,'composer-2.5','Usage-based','on_demand',0,1,4219040,'charged',NULL,452,3659,4579,152637,'sa_nightly','c5-5120-0');
INSERT INTO "usage_event" VALUES(168,1794372775536,6,'composer-2.5','Usage-based','on_demand',0,1,8031670,'charged',NULL,944,2707,10196,339896,'sa_nightly','c5-5120-4');
INSERT INTO "usage_event" VALUES(169,1794372864896,6,'composer-2.5','Usage-based','on_demand',0,1,8349975,'charged',NULL,947,1515,12351,411705,'sa_nightly','c5-5120-3');
INSERT INTO "usage_event" VALUES(170,1794376902717,1,'claude-4.5-sonnet','Included in Business','included',0,0,91728310,'charged',34356775,1560,1321,39943,1331447,NULL,'c0-5120-1');
INSERT INTO "usage_event" VALUES(171,1794380741038,1,'composer-2.5','Included in Business','included',0,0,6102900,'charged',NULL,2970,1480,7792,259740,NULL,'c0-5120-0');
INSERT INTO "usage_event" VALUES(172,1794382181046,5,'default','Included in Business','included',0,0,19280100,'charged',NULL,1623,971,19298,643295,NULL,'c4-5120-2');
INSERT INTO "usage_event" VALUES(173,1794383714976,3,'claude-opus-4-7-max','Included in Business','included',1,0,79633950,'charged',11113850,951,2309,12853,428441,NULL,'c2-5120-2');
INSERT INTO "usage_event" VALUES(174,1794383737725,3,'claude-opus-4-7-max','Included in Business','included',1,0,373220175,'charged',49539975,1873,15906,57198,1906622,NULL,'c2-5120-4');
INSERT INTO "usage_event" VALUES(175,1794383812971,5,'default','Included in Business','included',0,0,9206125,'charged',NULL,1954,829,8832,294419,NULL,'c4-5120-5');
INSERT INTO "usage_event" VALUES(176,1794386052217,5,'composer-2.5','Included in Business','included',0,0,4916680,'charged',NULL,1964,1681,6137,204569,NULL,'c4-5120-1');
INSERT INTO "usage_event" VALUES(177,1794386088275,3,'claude-opus-4-7-max','Included in Business','included',1,0,260776625,'charged',38542075,1100,4279,44746,1491558,NULL,'c2-5120-5');
INSERT INTO "usage_event" VALUES(178,1794387064919,3,'claude-opus-4-7-max','Included in Business','included',1,0,188400925,'charged',23139625,716,11359,26607,886903,NULL,'c2-5120-2');
INSERT INTO "usage_event" VALUES(179,1794387338423,3,'claude-opus-4-7-max','Included in Business','included',1,0,185311400,'charged',26861350,2012,3670,31129,1037643,NULL,'c2-5120-0');
INSERT INTO "usage_event" VALUES(180,1794387804348,5,'default','Included in Business','included',0,0,15985075,'charged',NULL,10918,2778,13516,450561,NULL,'c4-5120-0');
INSERT INTO "usage_event" VALUES(181,1794390333765,5,'default','Included in Business','included',0,0,9047900,'charged',NULL,3591,2913,7149,238304,NULL,'c4-5120-3');
INSERT INTO "usage_event" VALUES(182,1794391164108,5,'default','Included in Business','included',0,0,16027850,'charged',NULL,3947,1744,15118,503933,NULL,'c4-5120-0');
INSERT INTO "usage_event" VALUES(183,1794391458155,3,'claude-opus-4-7-max','Included in Business','included',1,0,186012175,'charged',23510525,2437,9636,27039,901309,NULL,'c2-5120-1');
INSERT INTO "usage_event" VALUES(184,1794391924304,1,'default','Included in Business','included',0,0,8063950,'charged',NULL,2006,2119,6826,227542,NULL,'c0-5120-2');
INSERT INTO "usage_event" VALUES(185,1794392487340,5,'default','Included in Business','included',0,0,15270625,'charged',NULL,3258,1621,14494,483161,NULL,'c4-5120-2');
INSERT INTO "usage_event" VALUES(186,1794393121185,3,'claude-opus-4-7-max','Included in Business','included',1,0,492075050,'charged',76687400,3395,816,89221,2974064,NULL,'c2-5120-4');
INSERT INTO "usage_event" VALUES(187,1794393121185,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,134824050,'charged',19108850,1345,3460,22122,737427,NULL,'c2-5120-4');
INSERT INTO "usage_event" VALUES(188,1794393135627,5,'composer-2.5','Included in Business','included',0,0,12791300,'charged',NULL,5243,1117,17092,569765,NULL,'c4-5120-3');
INSERT INTO "usage_event" VALUES(189,1794393139466,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,360394250,'charged',54181500,6855,3029,62836,2094540,NULL,'c2-5120-1');
INSERT INTO "usage_event" VALUES(190,1794393524446,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,266960100,'charged',38080100,4399,6008,44062,1468735,NULL,'c2-5120-3');
INSERT INTO "usage_event" VALUES(191,1794393546127,4,'composer-2.5','Included in Business','included',0,1,22147590,'charged',NULL,1071,2886,29822,994072,NULL,'c3-5120-1');
INSERT INTO "usage_event" VALUES(192,1794393631500,4,'composer-2.5','Included in Business','included',0,0,17540640,'charged',NULL,2168,4165,22871,762372,NULL,'c3-5120-0');
INSERT INTO "usage_event" VALUES(193,1794393731548,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,246266875,'charged',37224375,3420,2021,43209,1440325,NULL,'c2-5120-1');
INSERT INTO "usage_event" VALUES(194,1794393845572,1,'default','Included in Business','included',0,0,13906750,'charged',NULL,2520,5139,10965,365509,NULL,'c0-5120-0');
INSERT INTO "usage_event" VALUES(195,1794394012334,4,'composer-2.5','Included in Business','included',0,0,11291280,'charged',NULL,309,3602,14477,482574,NULL,'c3-5120-4');
INSERT INTO "usage_event" VALUES(196,1794394019928,1,'composer-2.5','Included in Business','included',0,0,13612940,'charged',NULL,978,2003,18227,607597,NULL,'c0-5120-1');
INSERT INTO "usage_event" VALUES(197,1794394023293,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,55333200,'charged',6587650,2087,3252,7519,250648,NULL,'c2-5120-0');
INSERT INTO "usage_event" VALUES(198,1794394545009,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,168716125,'charged',24778225,2609,2590,28716,957214,NULL,'c2-5120-2');
INSERT INTO "usage_event" VALUES(199,1794395825500,4,'composer-2.5','Included in Business','included',0,0,16259190,'charged',NULL,1233,669,22367,745597,NULL,'c3-5120-0');
INSERT INTO "usage_event" VALUES(200,1794397869000,5,'default','Included in Business','included',0,0,34365575,'charged',NULL,4620,1149,34537,1151262,NULL,'c4-5120-5');
INSERT INTO "usage_event" VALUES(201,1794398101238,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,104935825,'charged',11811925,10294,5843,13291,443049,NULL,'c2-5120-5');
INSERT INTO "usage_event" VALUES(202,1794398104384,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,444705750,'charged',66497850,1422,6053,77255,2575184,NULL,'c2-5120-2');
INSERT INTO "usage_event" VALUES(203,1794398176184,5,'composer-2.5','Included in Business','included',0,0,11464820,'charged',NULL,2272,4176,14382,479406,NULL,'c4-5120-5');
INSERT INTO "usage_event" VALUES(204,1794398725037,4,'composer-2.5','Included in Business','included',0,0,12707240,'charged',NULL,4039,2079,16724,557467,NULL,'c3-5120-2');
INSERT INTO "usage_event" VALUES(205,1794399724696,5,'default','Included in Business','included',0,0,38126800,'charged',NULL,3499,1873,38155,1271850,NULL,'c4-5120-2');
INSERT INTO "usage_event" VALUES(206,1794400542894,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,164205425,'charged',22070675,8453,4689,25330,844355,NULL,'c2-5120-0');
INSERT INTO "usage_event" VALUES(207,1794400932730,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,75065025,'charged',9602125,833,3724,11054,368474,NULL,'c2-5120-2');
INSERT INTO "usage_event" VALUES(208,1794400978305,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,48199575,'charged',5822925,3339,2320,6619,220639,NULL,'c2-5120-1');
INSERT INTO "usage_event" VALUES(209,1794401562648,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,118304250,'charged',15945250,1466,4409,18405,613530,NULL,'c2-5120-5');
INSERT INTO "usage_event" VALUES(210,1794401847698,1,'composer-2.5','Included in Business','included',0,0,25436520,'charged',NULL,3731,2428,34385,1146186,NULL,'c0-5120-4');
INSERT INTO "usage_event" VALUES(211,1794402148304,1,'default','Included in Business','included',0,0,22019075,'charged',NULL,4838,636,21947,731574,NULL,'c0-5120-1');
INSERT INTO "usage_event" VALUES(212,1794402178885,3,'claude-opus-4-7-max','Usage-based','on_demand',1,1,83926950,'charged',11789800,2083,2040,13615,453854,NULL,'c2-5120-3');
INSERT INTO "usage_event" VALUES(213,1794403042094,4,'composer-2.5','Included in Business','included',0,0,22918100,'charged',NULL,4302,1923,31007,1033595,NULL,'c3-5120-2');
INSERT INTO "usage_event" VALUES(214,1794403560612,5,'default','Included in Business','included',0,0,25690750,'charged',NULL,3065,687,25977,865932,NULL,'c4-5120-2');
INSERT INTO "usage_event" VALUES(215,1794403837225,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,236870225,'charged',36253625,6448,399,42037,1401261,NULL,'c2-5120-3');
INSERT INTO "usage_event" VALUES(216,1794404102993,5,'composer-2.5','Included in Business','included',0,0,7164420,'charged',NULL,3216,1492,9252,308401,NULL,'c4-5120-3');
INSERT INTO "usage_event" VALUES(217,1794404663679,1,'default','Included in Business','included',0,0,5356650,'charged',NULL,534,3414,3382,112750,NULL,'c0-5120-2');
INSERT INTO "usage_event" VALUES(218,1794404717523,1,'default','Included in Business','included',0,0,18025575,'charged',NULL,9773,1539,16571,552367,NULL,'c0-5120-0');
INSERT INTO "usage_event" VALUES(219,1794405091404,5,'default','Included in Business','included',0,0,20644075,'charged',NULL,15593,1099,18819,627327,NULL,'c4-5120-2');
INSERT INTO "usage_event" VALUES(220,1794405330033,5,'composer-2.5','Included in Business','included',0,0,12371730,'charged',NULL,1979,1345,16655,555189,NULL,'c4-5120-5');
INSERT INTO "usage_event" VALUES(221,1794405829193,5,'default','Included in Business','included',0,0,15679175,'charged',NULL,1479,998,15543,518105,NULL,'c4-5120-0');
INSERT INTO "usage_event" VALUES(222,1794406091210,4,'composer-2.5','Included in Business','included',0,0,7819850,'charged',NULL,1044,1479,10322,344090,NULL,'c3-5120-4');
INSERT INTO "usage_event" VALUES(223,1794406147524,5,'default','Included in Business','included',0,0,9492900,'charged',NULL,413,714,9404,313495,NULL,'c4-5120-3');
INSERT INTO "usage_event" VALUES(224,1794406167892,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,34829500,'charged',4135950,2690,1736,4689,156323,NULL,'c2-5120-0');
INSERT INTO "usage_event" VALUES(225,1794406361387,4,'composer-2.5','Included in Business','included',0,0,13042700,'charged',NULL,14104,3921,15847,528245,NULL,'c3-5120-4');
INSERT INTO "usage_event" VALUES(226,1794406625522,4,'composer-2.5','Included in Business','included',0,0,7544550,'charged',NULL,3026,2644,9393,313130,NULL,'c3-5120-0');
INSERT INTO "usage_event" VALUES(227,1794406858386,5,'default','Included in Business','included',0,0,47370600,'charged',NULL,3724,1875,47770,1592354,NULL,'c4-5120-2');
INSERT INTO "usage_event" VALUES(228,1794407319350,4,'composer-2.5','Included in Business','included',0,0,9909450,'charged',NULL,548,1705,13194,439805,NULL,'c3-5120-4');
INSERT INTO "usage_event" VALUES(229,1794408380471,1,'default','Included in Business','included',0,0,8177750,'charged',NULL,2688,1446,7277,242581,NULL,'c0-5120-2');
INSERT INTO "usage_event" VALUES(230,1794409241140,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,113253225,'charged',15433275,1865,3814,17815,593837,NULL,'c2-5120-1');
INSERT INTO "usage_event" VALUES(231,1794409481736,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,391508825,'charged',59164775,1228,4245,68770,2292348,NULL,'c2-5120-3');
INSERT INTO "usage_event" VALUES(232,1794410151772,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,171957850,'charged',25005450,1303,3401,28995,966519,NULL,'c2-5120-4');
INSERT INTO "usage_event" VALUES(233,1794410224660,5,'default','Included in Business','included',0,0,10697100,'charged',NULL,5037,1645,9475,315844,NULL,'c4-5120-1');
INSERT INTO "usage_event" VALUES(234,1794410402015,5,'composer-2.5','Included in Business','included',0,0,16784630,'charged',NULL,1571,1458,22802,760074,NULL,'c4-5120-2');
INSERT INTO "usage_event" VALUES(235,1794410454987,5,'default','Included in Business','included',0,1,27269925,'charged',NULL,633,1426,27480,916008,NULL,'c4-5120-2');
INSERT INTO "usage_event" VALUES(236,1794410922743,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,74723220,'charged',9796050,5062,4271,11141,371368,NULL,'c2-5120-3');
INSERT INTO "usage_event" VALUES(237,1794411201252,4,'composer-2.5','Errored, Not Charged','not_charged',0,0,14113890,'charged',NULL,684,967,19308,643627,NULL,'c3-5120-3');
INSERT INTO "usage_event" VALUES(238,1794411515224,1,'claude-4.5-sonnet','Included in Business','included',0,0,21596915,'charged',5930900,4723,3382,6673,222458,NULL,'c0-5120-4');
INSERT INTO "usage_event" VALUES(239,1794411560292,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,50969600,'charged',6735150,4866,1121,7672,255747,NULL,'c2-5120-1');
INSERT INTO "usage_event" VALUES(240,1794411684312,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,230808725,'charged',33579925,4181,3953,38885,1296178,NULL,'c2-5120-1');
INSERT INTO "usage_event" VALUES(241,1794411744793,4,'composer-2.5','Included in Business','included',0,0,15246310,'charged',NULL,4315,6207,18807,626923,NULL,'c3-5120-3');
INSERT INTO "usage_event" VALUES(242,1794412116721,5,'default','Included in Business','included',0,0,14235625,'charged',NULL,3122,1889,13264,442159,NULL,'c4-5120-0');
INSERT INTO "usage_event" VALUES(243,1794412148402,1,'default','Included in Business','included',0,0,19253225,'charged',NULL,4197,1545,18575,619189,NULL,'c0-5120-2');
INSERT INTO "usage_event" VALUES(244,1794412327912,5,'default','Included in Business','included',0,0,52736475,'charged',NULL,2386,1990,53472,1782409,NULL,'c4-5120-0');
INSERT INTO "usage_event" VALUES(245,1794412451106,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,103162380,'charged',15989100,5570,1840,18412,613742,NULL,'c2-5120-0');
INSERT INTO "usage_event" VALUES(246,1794412451106,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,94253500,'charged',11504150,1570,5519,13196,439881,NULL,'c2-5120-5');
INSERT INTO "usage_event" VALUES(247,1794413230805,4,'composer-2.5','Included in Business','included',0,0,10796570,'charged',NULL,707,659,14785,492861,NULL,'c3-5120-5');
INSERT INTO "usage_event" VALUES(248,1794413461613,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,227921870,'charged',37476200,5227,1925,43453,1448443,NULL,'c2-5120-2');
INSERT INTO "usage_event" VALUES(249,1794414242913,4,'composer-2.5','Included in Business','included',0,0,20690630,'charged',NULL,5507,2473,27623,920794,NULL,'c3-5120-2');
INSERT INTO "usage_event" VALUES(250,1794415016031,5,'composer-2.5','Included in Business','included',0,0,12437680,'charged',NULL,4450,1514,16516,550544,NULL,'c4-5120-0');
INSERT INTO "usage_event" VALUES(251,1794415656158,1,'claude-4.5-sonnet','Included in Business','included',0,0,47883330,'charged',16604475,2007,2848,19203,640121,NULL,'c0-5120-5');
INSERT INTO "usage_event" VALUES(252,1794416158568,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,172830550,'charged',25066750,4082,2869,29001,966718,NULL,'c2-5120-0');
INSERT INTO "usage_event" VALUES(253,1794417526750,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,207647300,'charged',30812850,1357,3076,35769,1192312,NULL,'c2-5120-5');
INSERT INTO "usage_event" VALUES(254,1794422818858,4,'composer-2.5','Included in Business','included',0,0,17576550,'charged',NULL,2128,7194,21867,728915,NULL,'c3-5120-2');
INSERT INTO "usage_event" VALUES(255,1794423468105,4,'composer-2.5','Included in Business','included',0,0,7751826,'charged',NULL,720,2556,11076,369217,NULL,'c3-5120-3');
INSERT INTO "usage_event" VALUES(256,1794427083264,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,118874350,'charged',16193600,1295,4172,18707,623570,NULL,'c2-5120-5');
INSERT INTO "usage_event" VALUES(257,1794449201689,6,'composer-2.5','Usage-based','on_demand',0,1,22238430,'charged',NULL,3058,422,30669,1022329,'sa_nightly','c5-5121-5');
INSERT INTO "usage_event" VALUES(258,1794449268084,6,'composer-2.5','Usage-based','on_demand',0,1,7845430,'charged',NULL,2682,2207,9990,333004,'sa_nightly','c5-5121-1');
INSERT INTO "usage_event" VALUES(259,1794450620633,6,'composer-2.5','Usage-based','on_demand',0,1,13350380,'charged',NULL,2182,3379,17297,576584,'sa_nightly','c5-5121-5');
INSERT INTO "usage_event" VALUES(260,1794450753894,6,'composer-2.5','Usage-based','on_demand',0,1,3623110,'charged',NULL,6664,1773,3972,132403,'sa_nightly','c5-5121-4');
INSERT INTO "usage_event" VALUES(261,1794450865458,6,'composer-2.5','Usage-based','on_demand',0,1,8629400,'charged',NULL,17323,471,10668,355605,'sa_nightly','c5-5121-2');
INSERT INTO "usage_event" VALUES(262,1794451762116,6,'composer-2.5','Usage-based','on_demand',0,1,7190880,'charged',NULL,1147,1120,9563,318769,'sa_nightly','c5-5121-5');
INSERT INTO "usage_event" VALUES(263,1794451762116,6,'composer-2.5','Usage-based','on_demand',0,1,4809820,'charged',NULL,15538,3500,4406,146881,'sa_nightly','c5-5121-3');
INSERT INTO "usage_event" VALUES(264,1794452439543,6,'composer-2.5','Usage-based','on_demand',0,1,8720620,'charged',NULL,15055,2416,10275,342506,'sa_nightly','c5-5121-5');
INSERT INTO "usage_event" VALUES(265,1794452662604,6,'composer-2.5','Usage-based','on_demand',0,1,4756410,'charged',NULL,1349,2819,5559,185313,'sa_nightly','c5-5121-5');
INSERT INTO "usage_event" VALUES(266,1794452770238,6,'composer-2.5','Usage-based','on_demand',0,1,3216950,'charged',NULL,1859,1532,3824,127490,'sa_nightly','c5-5121-5');
INSERT INTO "usage_event" VALUES(267,1794452833437,6,'composer-2.5','Usage-based','on_demand',0,1,14405430,'charged',NULL,1306,1529,19476,649204,'sa_nightly','c5-5121-5');
INSERT INTO "usage_event" VALUES(268,1794453574430,6,'composer-2.5','Usage-based','on_demand',0,1,4975240,'charged',NULL,1794,2416,5974,199142,'sa_nightly','c5-5121-1');
INSERT INTO "usage_event" VALUES(269,1794453609461,6,'composer-2.5','Usage-based','on_demand',0,1,6744940,'charged',NULL,1649,2072,8573,285792,'sa_nightly','c5-5121-1');
INSERT INTO "usage_event" VALUES(270,1794454267054,6,'composer-2.5','Usage-based','on_demand',0,1,9558100,'charged',NULL,1214,2636,12332,411090,'sa_nightly','c5-5121-4');
INSERT INTO "usage_event" VALUES(271,1794454574288,6,'composer-2.5','Usage-based','on_demand',0,1,11962690,'charged',NULL,1929,708,16310,543687,'sa_nightly','c5-5121-5');
INSERT INTO "usage_event" VALUES(272,1794455183460,6,'composer-2.5','Usage-based','on_demand',0,1,7559610,'charged',NULL,3078,1191,9918,330603,'sa_nightly','c5-5121-3');
INSERT INTO "usage_event" VALUES(273,1794455432560,6,'composer-2.5','Usage-based','on_demand',0,1,3198750,'charged',NULL,2978,1572,3707,123575,'sa_nightly','c5-5121-5');
INSERT INTO "usage_event" VALUES(274,1794455944550,6,'composer-2.5','Usage-based','on_demand',0,1,8197040,'charged',NULL,2297,1689,10688,356277,'sa_nightly','c5-5121-4');
INSERT INTO "usage_event" VALUES(275,1794457153201,6,'composer-2.5','Usage-based','on_demand',0,1,10992429,'charged',NULL,9904,261,16260,542018,'sa_nightly','c5-5121-2');
INSERT INTO "usage_event" VALUES(276,1794457196607,6,'composer-2.5','Usage-based','on_demand',0,1,3639140,'charged',NULL,1974,609,4727,157592,'sa_nightly','c5-5121-3');
INSERT INTO "usage_event" VALUES(277,1794457326960,6,'composer-2.5','Usage-based','on_demand',0,1,12148600,'charged',NULL,1092,718,16624,554165,'sa_nightly','c5-5121-3');
INSERT INTO "usage_event" VALUES(278,1794457816697,6,'composer-2.5','Usage-based','on_demand',0,1,4754460,'charged',NULL,5382,1333,5793,193123,'sa_nightly','c5-5121-2');
INSERT INTO "usage_event" VALUES(279,1794458584115,6,'composer-2.5','Usage-based','on_demand',0,1,8261630,'charged',NULL,8899,2170,10150,338334,'sa_nightly','c5-5121-5');
INSERT INTO "usage_event" VALUES(280,1794459048706,6,'composer-2.5','Usage-based','on_demand',0,1,1999860,'charged',NULL,565,3486,1535,51168,'sa_nightly','c5-5121-3');
INSERT INTO "usage_event" VALUES(281,1794464582213,5,'default','Included in Business','included',0,0,16272400,'charged',NULL,9442,1586,14755,491847,NULL,'c4-5121-5');
INSERT INTO "usage_event" VALUES(282,1794466714221,5,'default','Included in Business','included',0,0,5837650,'charged',NULL,1792,2928,4024,134154,NULL,'c4-5121-2');
INSERT INTO "usage_event" VALUES(283,1794467612097,1,'composer-2.5','Included in Business','included',0,0,10482760,'charged',NULL,3204,5631,12439,414643,NULL,'c0-5121-5');
INSERT INTO "usage_event" VALUES(284,1794467625864,5,'default','Included in Business','included',0,0,32292275,'charged',NULL,1313,6737,29307,976903,NULL,'c4-5121-5');
INSERT INTO "usage_event" VALUES(285,1794467791986,1,'default','Included in Business','included',0,0,8550675,'charged',NULL,989,961,8191,273063,NULL,'c0-5121-2');
INSERT INTO "usage_event" VALUES(286,1794467836214,1,'default','Included in Business','included',0,0,26180475,'charged',NULL,1372,5287,23829,794326,NULL,'c0-5121-4');
INSERT INTO "usage_event" VALUES(287,1794468649483,1,'default','Included in Business','included',0,0,16111275,'charged',NULL,3661,2686,14652,488422,NULL,'c0-5121-5');
INSERT INTO "usage_event" VALUES(288,1794470000731,1,'composer-2.5','Included in Business','included',0,0,11384990,'charged',NULL,8695,1258,14840,494687,NULL,'c0-5121-0');
INSERT INTO "usage_event" VALUES(289,1794470703411,5,'default','Included in Business','included',0,0,57503300,'charged',NULL,2560,6322,55711,1857049,NULL,'c4-5121-1');
INSERT INTO "usage_event" VALUES(290,1794470749841,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,632262750,'charged',98512000,4819,979,114602,3820080,NULL,'c2-5121-3');
INSERT INTO "usage_event" VALUES(291,1794471502595,1,'default','Included in Business','included',0,0,17106350,'charged',NULL,1396,2500,16102,536764,NULL,'c0-5121-0');
INSERT INTO "usage_event" VALUES(292,1794471768166,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,114528525,'charged',14295225,2310,6055,16411,547033,NULL,'c2-5121-4');
INSERT INTO "usage_event" VALUES(293,1794472127777,5,'claude-4.5-sonnet','Included in Business','included',0,0,41625525,'charged',13475550,5079,3591,15447,514905,NULL,'c4-5121-5');
INSERT INTO "usage_event" VALUES(294,1794472365258,4,'composer-2.5','Included in Business','included',0,0,3824230,'charged',NULL,4455,1718,4426,147534,NULL,'c3-5121-4');
INSERT INTO "usage_event" VALUES(295,1794472591652,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,97973200,'charged',14796700,1377,822,17174,572495,NULL,'c2-5121-5');
INSERT INTO "usage_event" VALUES(296,1794472883798,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,180817025,'charged',27044825,5304,1317,31315,1043857,NULL,'c2-5121-5');
INSERT INTO "usage_event" VALUES(297,1794473046959,1,'composer-2.5','Included in Business','included',0,0,8874460,'charged',NULL,2949,363,12050,401688,NULL,'c0-5121-5');
INSERT INTO "usage_event" VALUES(298,1794473334117,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,146120825,'charged',20278875,1489,4498,23451,781717,NULL,'c2-5121-4');
INSERT INTO "usage_event" VALUES(299,1794474109158,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,136697425,'charged',19045125,1640,4019,22023,734123,NULL,'c2-5121-2');
INSERT INTO "usage_event" VALUES(300,1794474293673,5,'composer-2.5','Included in Business','included',0,0,9928240,'charged',NULL,1806,3043,12665,422197,NULL,'c4-5121-4');
INSERT INTO "usage_event" VALUES(301,1794474499315,1,'default','Included in Business','included',0,0,8109517,'charged',NULL,6484,2016,7294,243149,NULL,'c0-5121-5');
INSERT INTO "usage_event" VALUES(302,1794474523768,1,'default','Included in Business','included',0,0,15088675,'charged',NULL,4371,1678,14124,470800,NULL,'c0-5121-2');
INSERT INTO "usage_event" VALUES(303,1794475293540,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,126006475,'charged',18826475,1707,1430,21842,728080,NULL,'c2-5121-4');
INSERT INTO "usage_event" VALUES(304,1794475539663,1,'default','Included in Business','included',0,0,15384775,'charged',NULL,4413,1971,14244,474802,NULL,'c0-5121-5');
INSERT INTO "usage_event" VALUES(305,1794476419871,3,'claude-opus-4-7-max','Usage-based','on_demand',1,0,166059950,'charged',24067750,6699,2121,27783,926107,NULL,'c2-5121-2');
INSERT INTO "usage_event" VALUES(306,1794476868757,1,'default','Included in Business','included',0,0,6120350,'charged',NULL,2646,1414,5156,171868,NULL,'c0-5121-0');
INSERT INTO "usage_event" VALUES(307,1794476897849,5,'default','Included in Business','included',0,0,24010275,'charged',NULL,2559,1629,23700,790020,NULL,'c4-5121-2');
INSERT INTO "usage_event" VALUES(308,1794477331609,5,'default','Included in Business','included',0,0,9519125,'charged',NULL,836,3186,7829,260976,NULL,'c4-5121-4');
INSERT INTO "usage_event" VALUES(309,1794477684182,5,'gpt-5.5-medium','Included in Business','included',0,0,87219523,'charged',42219575,7396,4176,48850,1628361,NULL,'c4-5121-0');
INSERT INTO "usage_event" VALUES(310,1794477993745,5,'default','Included in Business','included',0,0,38091650,'charged',NULL,9434,2556,36917,1230567,NULL,'c4-5121-2');
INSERT INTO "usage_event" VALUES(311,1794478520376,4,'composer-2.5','Included in Business','included',0,0,8949069,'charged',NULL,4037,2115,12855,428503,NULL,'c3-5121-3');
INSERT INTO "usage_event" VALUES(312,1794478561314,4,'composer-2.5','Included in Business','included',0,0,18388060,'charged',NULL,1143,3931,24206,806893,NULL,'c3-5121-4');
CREATE TABLE week_activity (
	day DATE NOT NULL, 
	actor_id INTEGER NOT NULL, 
	agent_requests INTEGER NOT NULL, 
	active_days INTEGER NOT NULL, 
	applies INTEGER NOT NULL, 
	accepts INTEGER NOT NULL, 
	accepted_lines_added INTEGER NOT NULL, 
	PRIMARY KEY (day, actor_id), 
	FOREIGN KEY(actor_id) REFERENCES actor (id)
)
 WITHOUT ROWID

;
INSERT INTO "week_activity" VALUES('2026-10-26',1,0,0,0,0,0);
INSERT INTO "week_activity" VALUES('2026-11-02',1,0,0,0,0,0);
INSERT INTO "week_activity" VALUES('2026-11-09',1,49,3,46,20,474);
INSERT INTO "week_activity" VALUES('2026-10-26',2,0,0,0,0,0);
INSERT INTO "week_activity" VALUES('2026-11-02',2,0,0,0,0,0);
INSERT INTO "week_activity" VALUES('2026-11-09',2,0,0,0,0,0);
INSERT INTO "week_activity" VALUES('2026-10-26',3,0,0,0,0,0);
INSERT INTO "week_activity" VALUES('2026-11-02',3,0,0,0,0,0);
INSERT INTO "week_activity" VALUES('2026-11-09',3,67,3,65,33,378);
INSERT INTO "week_activity" VALUES('2026-10-26',4,0,0,0,0,0);
INSERT INTO "week_activity" VALUES('2026-11-02',4,0,0,0,0,0);
INSERT INTO "week_activity" VALUES('2026-11-09',4,44,3,41,33,472);
INSERT INTO "week_activity" VALUES('2026-10-26',5,0,0,0,0,0);
INSERT INTO "week_activity" VALUES('2026-11-02',5,0,0,0,0,0);
INSERT INTO "week_activity" VALUES('2026-11-09',5,65,3,59,49,634);
CREATE TABLE week_member (
	day DATE NOT NULL, 
	actor_id INTEGER NOT NULL, 
	usage_value_microcents BIGINT NOT NULL, 
	on_demand_microcents BIGINT NOT NULL, 
	requests INTEGER NOT NULL, 
	tokens BIGINT NOT NULL, 
	max_mode_requests INTEGER NOT NULL, 
	cache_read_tokens BIGINT NOT NULL, 
	cache_read_events INTEGER NOT NULL, 
	PRIMARY KEY (day, actor_id), 
	FOREIGN KEY(actor_id) REFERENCES actor (id)
)
 WITHOUT ROWID

;
INSERT INTO "week_member" VALUES('2026-11-09',1,956833112,0,51,27831791,0,26749328,53);
INSERT INTO "week_member" VALUES('2026-11-09',3,12492761870,6101914695,70,71893356,70,69339424,70);
INSERT INTO "week_member" VALUES('2026-11-09',4,645516044,0,46,30127166,0,28993761,47);
INSERT INTO "week_member" VALUES('2026-11-09',5,1387897983,0,65,43543917,0,41905882,65);
INSERT INTO "week_member" VALUES('2026-11-09',6,629206974,629206974,76,28470356,0,27163583,77);
CREATE INDEX ix_actor_cursor_user_id ON actor (cursor_user_id);
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_collection_run_now ON collection_run (now);
CREATE INDEX ix_identity_chat_user_id ON identity (chat_user_id);
CREATE INDEX ix_outbox_root_key ON outbox (root_key);
CREATE INDEX ix_outbox_state ON outbox (state);
CREATE INDEX ix_read_range_start_ms ON read_range (start_ms);
CREATE INDEX ix_group_membership_actor_id ON group_membership (actor_id);
CREATE INDEX ix_group_membership_group_id ON group_membership (group_id);
CREATE INDEX ix_incident_detected_at ON incident (detected_at);
CREATE INDEX ix_incident_state ON incident (state);
CREATE INDEX ix_incident_subject ON incident (subject);
CREATE UNIQUE INDEX uq_incident_unresolved_subject ON incident (subject) WHERE resolved_at IS NULL;
CREATE INDEX ix_usage_event_actor_time ON usage_event (actor_id, timestamp_ms);
CREATE INDEX ix_usage_event_timestamp_ms ON usage_event (timestamp_ms);
CREATE INDEX ix_anomaly_detected_at ON anomaly (detected_at);
CREATE INDEX ix_anomaly_incident_id ON anomaly (incident_id);
CREATE INDEX ix_anomaly_subject ON anomaly (subject);
CREATE INDEX ix_incident_move_incident_id ON incident_move (incident_id);
CREATE INDEX ix_daily_usage_model_actor_day ON daily_usage (most_used_model, actor_id, day, lines_added, accepted_lines_added, accepts, rejects);
CREATE INDEX ix_day_member_model_actor_model_day ON day_member_model (actor_id, model, day, billing, usage_value_microcents, requests, not_charged, tokens);
CREATE INDEX ix_entity_tag_read_at ON entity_tag (read_at);
CREATE INDEX ix_home_view_looked_at ON home_view (looked_at);
CREATE INDEX ix_ai_commit_actor_time ON ai_commit (actor_id, committed_ms);
CREATE INDEX ix_ai_commit_committed_ms ON ai_commit (committed_ms);
CREATE INDEX ix_day_member_actor_day ON day_member (actor_id, day, usage_value_microcents, on_demand_microcents, requests, tokens, max_mode_requests, cache_read_tokens, cache_read_events);
CREATE INDEX ix_daily_usage_actor_day ON daily_usage (actor_id, day, is_active, agent_requests, applies, accepts, accepted_lines_added);
CREATE INDEX ix_week_member_actor_day ON week_member (actor_id, day, usage_value_microcents, on_demand_microcents, requests, tokens, max_mode_requests, cache_read_tokens, cache_read_events);
CREATE INDEX ix_week_activity_actor_day ON week_activity (actor_id, day, agent_requests, active_days, applies, accepts, accepted_lines_added);
COMMIT;
