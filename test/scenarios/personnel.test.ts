import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateAccessKeyCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { mergedSince } from "../../scripts/command/approved.ts";
import { deployAccount } from "../../scripts/command/deploy-account.ts";
import { earlierFindings, evidenceOfPeople, runPeople } from "../../scripts/command/people-run.ts";
import { openProposals, readBotPullRequests } from "../../scripts/command/pull-requests.ts";
import { readRecords } from "../../scripts/command/records.ts";
import type { Source } from "../../scripts/command/source.ts";
import { NO_EXTRA } from "../../scripts/compare/extra.ts";
import { JUDGE } from "../../scripts/emulators/github/people.ts";
import { embeddedEngine } from "../../scripts/engine/embedded/embedded.ts";
import type { Engine } from "../../scripts/engine/port.ts";
import { type Ledger, openLedger } from "../../scripts/ledger/ledger.ts";
import type { HrPerson, People } from "../../scripts/observe/hr/record.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import type { Commit } from "../../stacks/model/declared.ts";
import { type Instant, instantOf } from "../../stacks/model/instant.ts";
import { clientOf as awsClientOf, type TestAccount, testAccount } from "../support/aws.ts";
import { quietLog } from "../support/fake-engine.ts";
import { believed, statedOf } from "../support/people.ts";
import { type Pulls, startPulls } from "../support/pulls.ts";
import { clientOf } from "../support/repository.ts";
import { personText, SMALL } from "../support/small-organisation.ts";
import { REPOSITORY } from "../support/sources.ts";

/**
 * A personnel file of four months, day by day: what HR says, which pull requests follow, what stands in the records after their merge,
 * and whom AWS lets in. The clock is injected; the days lie in the past, so that AWS's own clock has passed every end that is spoken of.
 */

const DAY = 86_400_000;
const PROGRAM = "a".repeat(64);
const FIRST = Math.floor(Date.now() / DAY) * DAY - 120 * DAY;
const on = (day: number): Instant => instantOf(new Date(FIRST + day * DAY + 8 * 3_600_000));
const date = (day: number) => on(day).slice(0, 10);
const endOf = (day: number) => date(day + 1);

const owned = (owner: string, rest: object) =>
  JSON.stringify({ owner, purpose: "What it is for in this story", expires: date(300), ...rest });
const member = (id: string, login: number, fields: object = {}) =>
  JSON.stringify({
    github: { login: `${id}-x`, id: login },
    team: "payments",
    manager: "w1",
    type: "employee",
    starts: "2020-01-01",
    status: "active",
    ...fields,
  });
const user = (id: string) => owned(`person/${id}`, { groups: ["lookers"], expires: date(170) });

/** The people of the story by number: w12 to w18 are here on the first day. */
const FILES = (account: string): Readonly<Record<string, string>> => ({
  "settings.yaml": `teams: { security: security, platform: platform }
apps: { judge: ${JUDGE.id} }
lifetimes: { service-accounts: 3650d, workloads: 3650d, roles: 3650d, groups: 3650d, permissions: 3650d, keys: 3650d, agents: 3650d }
limits: { pullRequests: { open: 50, perHour: 500 } }
access: { team/payments: { prod: { kind: people, groups: [lookers] } }, team/platform: { prod: { kind: people, groups: [readers] } } }
`,
  "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments", manager: "w1" }),
  "directory/people/w12.yaml": member("w12", 12, { type: "seasonal", starts: date(-60), ends: date(60), sponsor: "w1" }),
  "directory/people/w13.yaml": member("w13", 13),
  "directory/people/w14.yaml": member("w14", 14),
  "directory/people/w15.yaml": member("w15", 15, { starts: "2018-01-01", ends: "2019-12-31", status: "left" }),
  "directory/people/w16.yaml": member("w16", 16),
  "directory/people/w17.yaml": member("w17", 17, { starts: "2021-05-01" }),
  "directory/people/w18.yaml": member("w18", 18, { starts: "2021-03-01" }),
  "accounts/prod/account.yaml": SMALL["accounts/prod/account.yaml"]!.replace(/id: "\d+"/, `id: "${account}"`),
  "accounts/prod/permissions/look.yaml": owned("team/payments", { statements: [{ allow: ["iam:ListUsers"], on: ["*"] }] }),
  "accounts/prod/groups/lookers.yaml": owned("team/payments", { permissions: ["look"] }),
  "accounts/prod/people/w1.yaml": user("w1"),
  "accounts/prod/people/w2.yaml": user("w2"),
  "accounts/prod/people/w13.yaml": user("w13"),
  "accounts/prod/people/w14.yaml": user("w14"),
  "accounts/prod/people/w15.yaml": owned("person/w15", {
    ...{ groups: ["lookers"], expires: "2020-01-01", state: "disabled" },
    disabled: { since: "2020-01-01", reason: "person/w15 has left", ref: "#1" },
  }),
  "accounts/prod/people/w16.yaml": user("w16"),
  "accounts/prod/service-accounts/nightly.yaml": owned("person/w13", { groups: ["readers"] }),
});

describe("test/scenarios/personnel", () => {
  const before = { ...process.env };
  let folder: string;
  let account: TestAccount;
  let engine: Engine;
  let iam: IAMClient;
  let pulls: Pulls;
  let ledger: Ledger;
  let first: Commit;
  let last: Tree | undefined;
  const keys = new Map<string, IAMClient>();
  let feed: Map<string, HrPerson>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tenure-personnel-"));
    account = testAccount();
    Object.assign(process.env, account.environment);
    const environment = { ...before, ...account.environment, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "" };
    engine = embeddedEngine({ project: REPOSITORY, environment });
    iam = new IAMClient(account.client);
    pulls = await startPulls(FILES(account.id));
    ledger = openLedger(undefined, join(folder, "ledger"));
    first = await pulls.tip();
    const { directory } = readRecords(await tree());
    feed = new Map(
      [...directory.people.values()].map(({ id, type, status, starts, ends, team, manager }) => [
        id,
        statedOf(id, { type, status, starts, ends, department: team, manager }),
      ]),
    );
  });
  afterAll(async () => {
    await pulls.close();
    await engine.close();
    for (const client of [iam, ...keys.values()]) client.destroy();
    rmSync(folder, { recursive: true });
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });

  const tree = async () => (await pulls.reading()).source.tree;
  const record = async (path: string) => {
    const blob = (await tree()).files.get(path);
    return blob && "text" in blob ? blob.text : undefined;
  };
  /** HR changes what it says of somebody, or says nothing of them any more. */
  const hr = (id: string, fields: Partial<HrPerson> | null) => {
    if (fields === null) feed.delete(id);
    else feed.set(id, { ...(feed.get(id) ?? statedOf(id)), ...fields });
  };

  /** The scheduled run of a day; what it opens is judged, approved by the manager and by security, and merged unless stated. */
  async function run(day: number, merge = true) {
    const { github, source } = await pulls.reading();
    const declared = readRecords(source.tree);
    const asOf = on(day);
    const people: People = { source: "hr", tenant: null, asOf, people: [...feed.values()] };
    const part = believed(people);
    const pullRequests = await readBotPullRequests(github, ledger);
    const earlier = await earlierFindings(ledger, part);
    const { result, proposals } = runPeople({
      declared,
      tree: source.tree,
      prefix: "stacks/",
      feed: part,
      pullRequests,
      earlier,
      asOf,
      bodies: true,
    });
    const opened = await openProposals(
      clientOf(pulls.github),
      ledger,
      source,
      proposals,
      pullRequests.complete ? pullRequests.value : [],
      asOf,
    );
    await ledger.append("people", asOf, evidenceOfPeople(result, source.tree.commit, []));
    for (const { number, action, branch } of opened) {
      if (!merge || action === "unchanged") continue;
      const { data } = await github.octokit.rest.git.getRef({ owner: github.owner, repo: github.repo, ref: `heads/${branch}` });
      await pulls.publish(data.object.sha);
      for (const login of ["ada-l", "sec-s", "sue-t"]) await pulls.review(login, number!);
      await pulls.merge("sec-s", number!);
    }
    return { titles: opened.map(({ title, action }) => `${action} ${title}`).sort(), result, proposals };
  }

  async function deploy(day: number) {
    const [from, to] = [last, await tree()];
    const source: Source = { tree: to, prefix: "stacks/", branch: undefined, description: "main", at: async () => undefined };
    const { stacks } = await deployAccount({
      ...{ account: "prod", declared: readRecords(to), source, mergedOf: () => undefined, extra: NO_EXTRA, approvers: new Map() },
      lastOf: () => from && { tree: from, declared: readRecords(from), program: PROGRAM },
      ...{ engine, program: PROGRAM, scratch: mkdtempSync(join(folder, "scratch-")), asOf: on(day), dryRun: false, refresh: false },
      log: quietLog().log,
    });
    last = to;
    const [{ verdict, done }] = stacks as [(typeof stacks)[0]];
    expect([
      verdict.violations.filter(({ level, standing }) => level === "mandatory" && !standing).map(({ message }) => message),
      done?.result,
    ]).toEqual([[], "succeeded"]);
  }

  /** What AWS says to somebody who asks with a key of their own. */
  async function asks(name: string): Promise<string> {
    if (!keys.has(name)) {
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
      const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
      keys.set(name, new IAMClient(awsClientOf(account.endpoint, credentials)));
    }
    return await keys
      .get(name)!
      .send(new ListUsersCommand({}))
      .then(
        () => "allowed",
        (error: Error) => error.name,
      );
  }

  it("day 0: HR and the directory agree, and nothing follows", { timeout: 120_000 }, async () => {
    expect((await run(0)).titles).toEqual([]);
    await deploy(0);
    expect(await asks("w13")).toBe("allowed");
    expect(await asks("w14")).toBe("allowed");
  });

  it("day 5: a new colleague is announced; the directory knows them before their first day, AWS does not", async () => {
    hr("w10", { starts: date(10) });
    hr("w11", { type: "contractor", starts: date(5), ends: date(65) });
    expect((await run(5)).titles).toEqual(["opened Admit person/w10: joiner", "opened Admit person/w11: joiner, access-due"]);
    expect(await record("directory/people/w10.yaml")).toBe(
      `# yaml-language-server: $schema=../../schemas/person.json\nteam: payments\nmanager: w1\ntype: employee\nstarts: ${date(10)}\nends: null\nstatus: active # their account on GitHub (github: { login, id }) is still to be written here\n`,
    );
    expect(await record("accounts/prod/people/w10.yaml")).toBeUndefined();
    expect(await record("accounts/prod/people/w11.yaml")).toContain(`expires: ${endOf(65)}`);
    expect((await run(6)).titles).toEqual([]);
  });

  it("day 10: on the first day they get what their team gets", { timeout: 120_000 }, async () => {
    expect((await run(10)).titles).toEqual(["opened Give access to person/w10: access-due"]);
    expect(await record("accounts/prod/people/w10.yaml")).toContain("owner: person/w10\npurpose: What members of team/payments get\n");
    await deploy(10);
    expect(await asks("w10")).toBe("allowed");
  });

  it("day 20: somebody is missing from one feed, and nothing follows until the next", async () => {
    hr("w16", null);
    const { titles, result } = await run(20);
    expect(titles).toEqual([]);
    expect([...new Set(result.heldBack.map(({ because }) => because))]).toEqual([
      "missing from one feed so far; it is proposed when the next one lacks them too",
    ]);
    hr("w16", {});
    expect((await run(21)).titles).toEqual([]);
  });

  it("day 25: somebody goes on leave for two weeks, and gets back exactly what they had", async () => {
    const path = "accounts/prod/people/w16.yaml";
    const had = await record(path);
    hr("w16", { status: "leave" });
    expect((await run(25)).titles).toEqual(["opened Pause person/w16: on-leave"]);
    expect(await record(path)).toContain("person/w16 is on leave");
    hr("w16", { status: "active" });
    expect((await run(39)).titles).toEqual(["opened Resume person/w16: returned"]);
    expect(parse((await record(path))!)).toEqual(parse(had!));
  });

  it("day 40: a mover loses what the new team does not give, and the rest is said", async () => {
    hr("w2", { department: "platform" });
    const { titles, proposals } = await run(40);
    expect(titles).toEqual(["opened Move person/w2: mover"]);
    expect(parse((await record("accounts/prod/people/w2.yaml"))!)).toMatchObject({ groups: ["readers"] });
    expect(proposals[0]!.body).toContain("prod/people/w2 loses the group lookers, which team/platform does not give");
    expect(proposals[0]!.body).toContain("to certify again: prod/roles/support names them in trust.people");
  });

  it("day 45: a leaver is stopped everywhere by one pull request, and what they answered for is handed on", {
    timeout: 120_000,
  }, async () => {
    hr("w13", { status: "left", ends: date(44) });
    expect((await run(45)).titles).toEqual(["opened Offboard person/w13: leaver, orphaned"]);
    expect(parse((await record("directory/people/w13.yaml"))!)).toMatchObject({ status: "left", ends: date(44) });
    expect(parse((await record("accounts/prod/service-accounts/nightly.yaml"))!)).toMatchObject({ owner: "team/payments" });
    expect(parse((await record("accounts/prod/people/w13.yaml"))!)).toMatchObject({ state: "disabled", expires: endOf(44) });
    expect(await asks("w13")).toBe("allowed");
    await deploy(45);
    expect(await asks("w13")).not.toBe("allowed");
    expect((await run(46)).titles).toEqual([]);
  });

  it("day 50: whoever gives notice gets an end, and AWS stops them at that hour though nobody merges anything then", {
    timeout: 120_000,
  }, async () => {
    hr("w14", { ends: date(70) });
    expect((await run(50)).titles).toEqual(["opened Set the last day of person/w14: leaving"]);
    expect(parse((await record("accounts/prod/people/w14.yaml"))!)).toMatchObject({ expires: endOf(70) });
    expect(await asks("w14")).toBe("allowed");
    await deploy(50);
    // By AWS's clock day 70 is over.
    await expect.poll(() => asks("w14"), { timeout: 20_000, interval: 200 }).toBe("AccessDenied");
    expect(await asks("w10")).toBe("allowed");
  });

  it("day 55: somebody who had left comes back, and what they had before stays stopped", async () => {
    hr("w15", { status: "active", starts: date(55), ends: null });
    expect((await run(55)).titles).toEqual(["opened Readmit person/w15: access-due, rehire"]);
    expect(parse((await record("accounts/prod/people/w15.yaml"))!)).toMatchObject({ state: "disabled", expires: "2020-01-01" });
    expect(await record("accounts/prod/people/w15-2.yaml")).toContain("owner: person/w15");
    expect(parse((await record("directory/people/w15.yaml"))!)).toMatchObject({ status: "active", aws: { prod: { user: "w15-2" } } });
    expect((await run(56)).titles).toEqual([]);
  });

  it("day 60: a contract is extended, which lengthens nothing; another one ends by itself", async () => {
    hr("w11", { ends: date(95) });
    const { titles } = await run(60);
    expect(titles).toEqual(["opened Extend person/w11: extension"]);
    expect(await record("accounts/prod/people/w11.yaml")).toContain(`expires: ${endOf(65)}`);
    expect((await run(61)).titles).toEqual(["opened Offboard person/w12: leaver"]);
  });

  it("day 75: two feeds in a row lack somebody: a leaver; an id that changed is nobody's end", async () => {
    hr("w17", null);
    hr("w18", null);
    hr("e-1018", { starts: "2021-03-01" });
    expect((await run(75)).result.comparison.findings.map(({ check, subject }) => `${check} ${subject}`)).toEqual(
      ["leaver person/w14", "unlinked person/w17", "disputed person/e-1018", "disputed person/w18"].sort((a, b) =>
        a.split(" ")[1]!.localeCompare(b.split(" ")[1]!),
      ),
    );
    expect((await run(76)).titles).toEqual(["opened Offboard person/w17: unlinked"]);
  });

  it("every merge had the approvals of the manager and of security", async () => {
    const { approved, unapproved } = await mergedSince(await pulls.reading(await ledger.read()), first, await pulls.tip());
    expect(unapproved).toEqual([]);
    expect(approved.length).toBe(13);
    expect(approved.filter(({ approvedBy }) => !approvedBy.includes("person/w1"))).toEqual([]);
    // What gives no more than the settings say, and changes no entry, needs the manager alone.
    expect(approved.filter(({ approvedBy }) => approvedBy.includes("person/w3")).length).toBe(12);
  });
});
