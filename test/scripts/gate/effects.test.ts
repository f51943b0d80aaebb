import { describe, expect, it } from "vitest";
import { effectsOf } from "../../../scripts/gate/effects.ts";
import { change } from "../../support/changes.ts";
import { AS_OF, edit, SMALL } from "../../support/small-organisation.ts";

type Files = Record<string, string | null>;
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const WORKER = "accounts/prod/workloads/worker.yaml";
const POLICY = "accounts/prod/permissions/ledger-write.yaml";
const PROVIDER = {
  "accounts/prod/providers/github.yaml":
    'owner: team/platform\npurpose: Sign-in of workflows\nexpires: 2027-12-31\noidc: { url: "https://token.actions.githubusercontent.com", audiences: [sts.amazonaws.com] }\n',
};
const OFF = "state: disabled\ndisabled: { since: 2026-11-24, reason: x, ref: x }\n";

function effects(to: Files, from: Files = {}): readonly string[] {
  const { diff, base, head } = change(from, to);
  return effectsOf(diff, "prod", base, head, AS_OF);
}

describe("scripts/gate/effects", () => {
  it.each<[string, Files, string]>([
    [
      "a new user",
      { "accounts/prod/service-accounts/new.yaml": SMALL[EXPORTER]! },
      "`service-accounts/new` in prod is new; joins the group writers; has the key primary; works until 30 Mar 2027 23:59:59 UTC (in 127 days)",
    ],
    [
      "a later end",
      edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-04-30"),
      "`service-accounts/exporter` in prod works until 29 Apr 2027 23:59:59 UTC (in 157 days)",
    ],
    [
      "another group",
      edit(EXPORTER, "[writers]", "[readers]"),
      "`service-accounts/exporter` in prod joins the group readers; leaves the group writers",
    ],
    [
      "more permissions",
      edit(WORKER, "[ledger-write]", '[ledger-write, "arn:aws:iam::aws:policy/ReadOnlyAccess"]'),
      "`workloads/worker` in prod can now do what ReadOnlyAccess allows",
    ],
    [
      "less permissions",
      edit(WORKER, "permissions: [ledger-write]", "permissions: []"),
      "`workloads/worker` in prod can no longer do what ledger-write allows",
    ],
    [
      "another trust",
      edit(WORKER, "lambda.amazonaws.com", "ecs-tasks.amazonaws.com"),
      "`workloads/worker` in prod can now be used by ecs-tasks.amazonaws.com; can no longer be used by lambda.amazonaws.com",
    ],
    [
      "a repository that is let in",
      edit(
        WORKER,
        "trust: { service: lambda.amazonaws.com }",
        "trust: { github: { repository: acme/web, ownerId: 1, repositoryId: 2, environment: production } }",
      ),
      "`workloads/worker` in prod can now be used by repo:acme@1/web@2:environment:production; can no longer be used by lambda.amazonaws.com",
    ],
    [
      "what a policy allows",
      edit(POLICY, "s3:PutObject", "s3:*"),
      "`permissions/ledger-write` in prod can now s3:* on arn:aws:s3:::ledger/*; can no longer s3:PutObject on arn:aws:s3:::ledger/*",
    ],
    [
      "everything but something",
      { [POLICY]: `${SMALL[POLICY]!.split("statements:")[0]}statements:\n  - allow: "*"\n    not: { resources: ["arn:aws:s3:::x"] }\n` },
      "`permissions/ledger-write` in prod can now * on everything but arn:aws:s3:::x; can no longer s3:PutObject on arn:aws:s3:::ledger/*",
    ],
    [
      "the console",
      edit("accounts/prod/people/w1.yaml", "console: true", "console: false"),
      "`people/w1` in prod can no longer sign in to the console",
    ],
    [
      "a reader of its secrets",
      { [EXPORTER]: `${SMALL[EXPORTER]}secretReaders: [workloads/worker]\n` },
      "`service-accounts/exporter` in prod lets the role worker read the secrets of its keys",
    ],
    [
      "the stop",
      { [EXPORTER]: `${SMALL[EXPORTER]}${OFF}` },
      "`service-accounts/exporter` in prod is stopped: nothing of it works any more; has the key primary, which is off; no longer has the key primary that works",
    ],
    ["a removal", { [EXPORTER]: null }, "`service-accounts/exporter` in prod is removed"],
    [
      "another owner",
      edit(EXPORTER, "team/payments", "team/platform"),
      "`service-accounts/exporter` in prod is answered for by team/platform, not team/payments",
    ],
    ["words alone", edit(EXPORTER, "Nightly export", "Nightly exports"), "`service-accounts/exporter` in prod does what it did"],
  ])("says what comes of %s", (_, to, expected) => {
    expect(effects(to, PROVIDER)).toEqual([expected]);
  });

  it("says of a reader that is taken away what it may have kept", () => {
    expect(effects({ [EXPORTER]: SMALL[EXPORTER]! }, { [EXPORTER]: `${SMALL[EXPORTER]}secretReaders: [workloads/worker]\n` })).toEqual([
      "`service-accounts/exporter` in prod no longer lets the role worker read the secrets of its keys (what it has read, it may have kept: `npm run rotate`)",
    ]);
  });

  it("says that something works again, and how long", () => {
    expect(effects({ [EXPORTER]: SMALL[EXPORTER]! }, { [EXPORTER]: `${SMALL[EXPORTER]}${OFF}` })[0]).toMatch(
      /^`service-accounts\/exporter` in prod works again; .*; works until 30 Mar 2027 /,
    );
  });

  it("names a few and counts the rest", () => {
    const statement = 'statements:\n  - allow: ["a:B", "a:C", "a:D", "a:E", "a:F"]\n    on: "*"\n';
    expect(effects({ [POLICY]: `${SMALL[POLICY]!.split("statements:")[0]}${statement}` })[0]).toContain(
      "can now a:B, a:C, a:D and 2 more on everything",
    );
  });

  it("says nothing of other stacks, and of what is not touched", () => {
    const { diff, base, head } = change({}, edit(EXPORTER, "2027-03-31", "2027-04-30"));
    expect(effectsOf(diff, "dev", base, head, AS_OF)).toEqual([]);
    expect(effects({})).toEqual([]);
  });
});
