import { z } from "zod";

/** Text that may stand in an entry: ids, hashes and names of our own. No form of it holds a blank, an `@` or a quotation mark. */
const form = (pattern: RegExp, expected: string) => z.string().regex(pattern, { error: `expected ${expected}` });
const sha256 = form(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal");
const commit = form(/^[0-9a-f]{40}([0-9a-f]{24})?$/, "the full hash of a commit");
const word = form(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "a name of ours");
const moment = form(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, "an instant such as 2027-03-31T00:00:00Z");
const finding = form(/^[0-9a-f]{16}$/, "the id of a finding");
const branch = form(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, "the name of a branch");
/** The name of an incident, or `sha256-` and the beginning of its hash (`idOfIncident`). */
const incident = form(/^[A-Za-z0-9][A-Za-z0-9._+=,-]*$/, "the name of an incident");
const accessKey = form(/^A[A-Z0-9]{15,127}$/, "the id of an access key");
/** Somebody: an id of the directory, or the number of an account on GitHub that nobody there has. */
const somebody = form(/^(person\/[A-Za-z0-9][A-Za-z0-9._-]*|github\/\d+)$/, "person/<id> or github/<number>");
/** `<account>/<kind>/<name>`; a name that could hold more than an id is written as its hash (`idOfRecord`). */
const record = form(/^[A-Za-z0-9][A-Za-z0-9._-]*\/[a-z][a-z-]*\/[A-Za-z0-9][A-Za-z0-9._+=,-]*$/, "<account>/<kind>/<name>");
const operations = z.partialRecord(z.enum(["create", "update", "replace", "delete", "import", "same"]), z.int().min(0));
const readBackResult = z.enum(["as declared", "differs", "incomplete", "not done"]);

/** A change that was deployed: where it came from, who asked for it, who approved these very files, and which records it is about. */
const change = z.strictObject({
  commit,
  pull: z.int(),
  digest: sha256,
  /** Who opened it, and whoever asked the bot for it. */
  requestedBy: z.array(somebody),
  approvedBy: z.array(somebody),
  /** When GitHub merged it, by GitHub's clock. */
  mergedAt: moment,
  records: z.array(record),
  exceptions: z.array(record),
});

/** A record of which something was done in AWS, and what AWS had of it afterwards: the SHA-256 of its entities as observed, nothing, or nobody could tell. */
const touched = z.strictObject({ record, operations, observed: z.union([sha256, z.enum(["absent", "unknown"])]) });

/** A violation that the deployment was judged with. */
const violation = z.strictObject({
  rule: word,
  record: record.nullable(),
  level: z.enum(["advisory", "mandatory"]),
  standing: z.boolean(),
  exception: record.nullable(),
});

/** What a check found. The subject is the SHA-256 of its ARN: whoever knows the ARN can ask for it, and nobody reads a name here that was made up by hand. */
const found = z.strictObject({
  id: finding,
  check: word,
  record: record.nullable(),
  subject: sha256,
  severity: z.enum(["critical", "high", "medium", "low", "informational"]),
});

/** Every entity of one type that AWS has, once: declared, unmanaged, or AWS's own. `missing` are declared and not there. */
const tieOut = z.strictObject({
  type: z.enum(["user", "role", "group", "policy", "provider"]),
  live: z.int(),
  declared: z.int(),
  unmanaged: z.int(),
  platform: z.int(),
  missing: z.int(),
});

/** What is written down, by type. Ids, hashes, numbers and instants only: no secrets, no personal data, no free text. */
export const FACTS = {
  deployed: z.strictObject({
    stack: word,
    commit,
    engine: form(/^[A-Za-z0-9][A-Za-z0-9. +_-]*$/, "the name of an engine"),
    /** The digest of the code that turned records into resources. */
    program: sha256,
    /** The digest of settings.yaml. */
    settings: sha256,
    baseline: z.boolean(),
    /** `verified`: every change since the last deployment had its approvals; the baseline and what is deployed without GitHub have none that anybody could read. */
    approvals: z.enum(["verified", "unverified"]),
    changes: z.array(change).optional(),
    /** What the pack said, rule by rule; rules that are not named were not violated. */
    violations: z.array(violation).nullable(),
    /** The rules that judged. */
    rules: z.array(word).nullable(),
    result: z.enum(["succeeded", "failed"]),
    operations,
    touched: z.array(touched).nullable(),
    readBack: z.strictObject({
      result: readBackResult,
      findings: z.array(finding),
      manifest: sha256.nullable(),
      /** When AWS had been asked, by the clock of the run. */
      observedAt: moment.nullable(),
    }),
  }),
  drift: z.strictObject({
    stack: word,
    commit,
    settings: sha256.nullable(),
    status: z.enum(["clean", "findings", "incomplete"]),
    findings: z.array(found),
    covered: z.array(z.strictObject({ id: finding, check: word, record: record.nullable(), exception: record })).nullable(),
    /** The checks that were asked; those in `unknown` have no answer, or none about everything. */
    checks: z.array(word).nullable(),
    unknown: z.array(word),
    heldBack: z.int(),
    tieOut: z.array(tieOut).nullable(),
    observedAt: moment.nullable(),
    manifest: sha256,
  }),
  /** What was stopped in AWS before any merge (`disable --now`): an entity or one key, by whom, and whether AWS had it when it was read back. */
  stopped: z.strictObject({
    stack: word,
    /** SHA-256 of the ARN, or of the key's subject. */
    subject: sha256,
    record: record.nullable(),
    by: somebody.nullable(),
    /** SHA-256 of the ARN of the user or role whose credentials did it. */
    caller: sha256,
    /** SHA-256 of the reason; the text stands in the record or the pull request. */
    reason: sha256,
    ref: form(/^[A-Za-z0-9#][^\s"@]*$/, "a ticket or a link without blanks").nullable(),
    keys: z.array(accessKey),
    verified: z.boolean(),
  }),
  /** A run over the feed of people. What it is unknown about is a source, or somebody: who they are is not written down here. */
  people: z.strictObject({
    commit,
    status: z.enum(["clean", "findings", "incomplete"]),
    /** When the feed was made; null when it was not believed. */
    feedAt: moment.nullable(),
    findings: z.array(z.strictObject({ id: finding, check: word, person: somebody })),
    unknown: z.array(z.union([word, somebody])),
    heldBack: z.int(),
    manifest: sha256,
  }),
  proposed: z.strictObject({
    stack: word,
    branch,
    number: z.int(),
    head: commit,
    /** Of what was proposed; `null` where a pull request does not show it any more. */
    digest: form(/^[0-9a-f]{16,64}$/, "a digest in hexadecimal").nullable(),
    /** `withdrawn`: closed by the bot itself, since what it was about is gone; nobody's decision. */
    action: z.enum(["opened", "updated", "withdrawn"]),
    /** The record that the pull request is about. */
    record: record.nullable(),
    /** People who asked for it: their approval does not count. */
    askedBy: z.array(somebody).optional(),
    /** The findings that are gone once it is merged and deployed. */
    findings: z.array(finding).optional(),
  }),
  /** What somebody said on a pull request of the bot's, by a comment or by closing it, and whether it counts: who may not decide that risk decides nothing. */
  said: z.strictObject({
    number: z.int(),
    /** The comment; null for a close. */
    comment: z.int().nullable(),
    what: z.enum(["close", "snooze", "renew", "exception", "assign", "unreadable"]),
    by: somebody.nullable(),
    counts: z.boolean(),
    until: moment.nullable(),
  }),
  /** Findings that are still there although the pull request about them was merged and deployed. */
  "still-there": z.strictObject({ stack: word, number: z.int(), commit, findings: z.array(finding) }),
  /** A reviewer was asked whether accesses are still needed; with `reminded` once more, and `next` from then on too. The digest is that of what was shown. */
  asked: z.strictObject({
    campaign: word,
    reviewer: somebody,
    number: z.int(),
    digest: sha256,
    accesses: z.array(record),
    reminded: z.boolean(),
    next: somebody.nullable(),
  }),
  /** A person asked for access, to keep it longer, or to end it: in which pull request, and for whom. */
  request: z.strictObject({
    stack: word,
    action: z.enum(["grant", "extend", "end"]),
    record: form(/^grants\/[A-Za-z0-9][A-Za-z0-9._+=,-]*$/, "grants/<name>"),
    role: word,
    who: somebody,
    askedBy: z.array(somebody),
    starts: moment,
    ends: moment,
    /** A hash of how long it was asked for. */
    words: form(/^[0-9a-f]{12,64}$/, "a digest in hexadecimal"),
    branch,
    number: z.int(),
    issue: z.int().nullable(),
    /** SHA-256 of the reason, whose text stays in the pull request. */
    reason: sha256,
  }),
  /** A sealed identity was opened, refused to open, closed, looked into afterwards, or tried. */
  "break-glass": z.strictObject({
    stack: word,
    record,
    incident,
    action: z.enum(["opened", "refused", "closed", "reviewed", "drilled"]),
    by: somebody,
    /** Who reviews it, where that is settled, and until when. */
    reviewer: somebody.nullable(),
    reviewBy: moment.nullable(),
    /** The sealed access key from now on, where closing made a new one. */
    key: accessKey.nullable(),
    outcome: z.enum(["justified", "not-justified"]).nullable(),
    /** SHA-256 of the reason or of what the review found; their text stays where people wrote it. */
    reason: sha256,
  }),
} as const;

const strings = z.array(z.string());

/** Entries as `tenure/entry/1` had them: fewer facts, and text of any form. They are read, and written no more. */
export const FIRST_FACTS = {
  deployed: z.strictObject({
    stack: z.string(),
    commit: z.string(),
    engine: z.string(),
    program: z.string(),
    baseline: z.boolean(),
    approvals: z.enum(["verified", "unverified"]),
    changes: z
      .array(z.strictObject({ commit: z.string(), pull: z.int(), digest: z.string(), approvedBy: strings, exceptions: strings }))
      .optional(),
    result: z.enum(["succeeded", "failed"]),
    operations: z.record(z.string(), z.int()),
    readBack: z.strictObject({ result: readBackResult, findings: strings, manifest: z.string().nullable() }),
  }),
  drift: z.strictObject({
    stack: z.string(),
    commit: z.string(),
    status: z.string(),
    findings: strings,
    unknown: strings,
    heldBack: z.int(),
    manifest: z.string(),
  }),
  proposed: z.strictObject({
    stack: z.string(),
    branch: z.string(),
    number: z.int(),
    head: z.string(),
    digest: z.string(),
    action: z.enum(["opened", "updated"]),
    askedBy: strings.optional(),
  }),
} as const;
