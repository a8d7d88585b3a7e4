-- By which words a patient is found: the folded words of his name, their first one and two letters (`^s`, `^sa`), his
-- phone (`+919820012345`) and its digits backwards (`<543210028919`), the sequence of his number (`#17`). The name
-- stands beside, so that hits come out of the index in order and further words are checked without another table.
create table clinic.patient_words (
  tenant_id   uuid not null,
  patient_id  uuid not null,
  word        text collate "C" not null check (length(word) between 1 and 60),
  sort_name   text collate "C" not null check (length(sort_name) <= 210),
  primary key (tenant_id, patient_id, word),
  foreign key (tenant_id, patient_id) references clinic.patients (tenant_id, id) on delete cascade
);

select fence.protect('clinic.patient_words');
grant select, insert (tenant_id, patient_id, word, sort_name), delete on clinic.patient_words to tenantry_app;

create index patient_words_search on clinic.patient_words (tenant_id, word, sort_name, patient_id);

-- The clinic's vocabulary: by which parts and misspellings a word of a name is found. `=` whole word, plain text an
-- inner part (each suffix), `~` the word without one of its letters. Kept per word and not per patient: a hundred
-- thousand patients share some thousand names. A word stays when its last bearer is renamed.
create table clinic.name_tokens (
  tenant_id  uuid not null,
  token      text collate "C" not null check (length(token) between 1 and 60),
  word       text collate "C" not null check (length(word) between 1 and 60),
  primary key (tenant_id, token, word)
);

select fence.protect('clinic.name_tokens');
grant select, insert (tenant_id, token, word) on clinic.name_tokens to tenantry_app;
