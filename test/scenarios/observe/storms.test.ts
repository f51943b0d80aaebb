import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  IAMClient,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Comparison, compare } from "../../../scripts/compare/compare.ts";
import type { Aws } from "../../../scripts/emulators/aws/aws.ts";
import type { Fault } from "../../../scripts/emulators/aws/faults.ts";
import type { Clients } from "../../../scripts/observe/aws-iam/clients.ts";
import { type Observation, PART_NAMES, type Parts } from "../../../scripts/observe/observation.ts";
import { observeAccount, PERMISSIONS } from "../../../scripts/observe/sources.ts";
import { gapsOf, statusOf } from "../../../scripts/report/drift-json.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { accountIn, startOwnAws, type TestAccount } from "../../support/aws.ts";
import { clientsOf, makeReal, now, smallIn } from "../../support/real-account.ts";
import { AS_OF } from "../../support/small-organisation.ts";

const OPERATIONS = Object.values(PERMISSIONS)
  .flat()
  .map((action) => action.split(":")[1]!);
const USERS = ["exporter", "stranger"];

/** Retries as commands do them, without their waiting: what is asked is the same. */
function impatient({ client }: TestAccount): Clients {
  const config = { ...client, retryStrategy: new ConfiguredRetryStrategy(8, () => 0) };
  const [iam, secrets] = [new IAMClient(config), new SecretsManagerClient(config)];
  return {
    iam,
    secrets,
    close() {
      iam.destroy();
      secrets.destroy();
    },
  };
}

/** What AWS may do to somebody who only reads. */
const fault: fc.Arbitrary<Fault> = fc
  .record({
    kind: fc.constantFrom("throttle", "error", "deny", "expire", "cut", "stale" as const),
    operations: fc.option(fc.subarray(OPERATIONS, { minLength: 1, maxLength: 4 }), { nil: undefined }),
    users: fc.option(fc.subarray(USERS, { minLength: 1 }), { nil: undefined, freq: 4 }),
    // In a third of calls, a few times, or for good.
    reach: fc.constantFrom({ every: 3 }, { every: 3 }, { times: 1 }, { times: 4 }, {}),
  })
  .map(({ kind, operations, users, reach }) => ({ kind, ...(operations && { operations }), ...(users && { users }), ...reach }) as Fault);

const weather = fc.record({
  faults: fc.array(fault, { minLength: 1, maxLength: 3 }),
  pages: fc.constantFrom(undefined, 7, 1, 3),
  deep: fc.boolean(),
});

describe("test/scenarios/observe/storms", () => {
  let aws: Aws;
  let account: TestAccount;
  let clients: Clients;
  let declared: Declared;
  beforeAll(async () => {
    aws = await startOwnAws();
    account = accountIn(aws);
    declared = smallIn(account);
    const admin = clientsOf(account.client);
    await makeReal(declared, admin);
    // An account that is not as declared: something to be found, or missed.
    await admin.iam.send(new CreateUserCommand({ UserName: "stranger" }));
    for (const UserName of USERS) await admin.iam.send(new CreateAccessKeyCommand({ UserName }));
    await admin.iam.send(new AttachUserPolicyCommand({ UserName: "exporter", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }));
    await admin.iam.send(new UpdateRoleCommand({ RoleName: "worker", MaxSessionDuration: 7_200 }));
    await admin.iam.send(new DeleteLoginProfileCommand({ UserName: "w1" }));
    admin.close();
    clients = impatient(account);
    return () => clients.close();
  });
  afterAll(() => aws.close());

  const observe = (deep: boolean): Promise<Observation> => observeAccount(declared.accounts.get("prod")!, declared, clients, { deep, now });
  const compared = (observation: Observation) => compare(declared, observation, AS_OF);
  const status = (observation: Observation) =>
    statusOf({ observation, comparison: compared(observation), changes: [], heldBack: [], proposals: [] });

  it("is equal to the undisturbed read or incomplete with the right gap, and never wrong, in 500 storms", async () => {
    const calm = await observe(false);
    const expected = found(compared(calm));
    expect(expected.length).toBe(5);
    const outcomes = { equal: 0, incomplete: 0 };
    await fc.assert(
      fc.asyncProperty(weather, async ({ faults, pages, deep }) => {
        aws.gateway.limitPages(pages);
        const undo = faults.map((each) => aws.gateway.inject(each));
        const observed = await observe(deep).finally(() => {
          for (const each of undo) each();
          aws.gateway.limitPages(undefined);
        });
        expectNothingWrong(compared(observed), expected);
        expectRightGaps(observed, faults);
        const gaps = PART_NAMES.flatMap((name) => gapsOf(observed.parts[name]));
        expect(status(observed)).toBe(gaps.length > 0 ? "incomplete" : "findings");
        if (gaps.length === 0) expect(found(compared(observed))).toEqual(expected);
        outcomes[gaps.length === 0 ? "equal" : "incomplete"] += 1;
      }),
      { numRuns: 500, seed: 20_261_128 },
    );
    // Storms that always, or never, got through would prove little.
    expect(Math.min(outcomes.equal, outcomes.incomplete)).toBeGreaterThan(100);
  }, 600_000);

  it("has a gap when a reply from the past contradicts AWS's own counts", async () => {
    const undo = aws.gateway.inject({ kind: "stale", operations: ["GetAccountAuthorizationDetails"] });
    await observe(false);
    const admin = clientsOf(account.client);
    await admin.iam.send(new CreateUserCommand({ UserName: "latest" }));
    const observed = await observe(false);
    undo();
    await admin.iam.send(new DeleteUserCommand({ UserName: "latest" }));
    admin.close();
    expect(PART_NAMES.filter((name) => !observed.parts[name].complete)).toEqual(["authorization", "keys", "otherCredentials"]);
    expect(observed.parts.authorization).toMatchObject({
      gap: { reason: "GetAccountSummary counts 4 Users, and 3 were read", retry: true },
    });
  });
});

/** What was found, in words that do not depend on when. */
function found({ findings }: Comparison): readonly string[] {
  return findings.map(({ check, subject, facet }) => `${check} ${subject} ${facet}`);
}

/** Never a wrong finding, never a missing one unsaid: what is not found belongs to a check that is unknown, of that subject or altogether. */
function expectNothingWrong(comparison: Comparison, expected: readonly string[]): void {
  const here = found(comparison);
  expect(here.filter((finding) => !expected.includes(finding))).toEqual([]);
  const unsaid = expected
    .filter((finding) => !here.includes(finding))
    .filter((finding) => {
      const [check, subject] = finding.split(/[ #]/) as [string, string];
      return !comparison.unknown.some((each) => each.check === check && (each.gap.subject ?? subject) === subject);
    });
  expect(unsaid).toEqual([]);
}

/** What each part asks, and what it rests on. */
const [DETAILS, REPORT] = [["GetAccountAuthorizationDetails"], ["GenerateCredentialReport", "GetCredentialReport"]] as const;
const ASKS: Readonly<Record<keyof Parts, readonly string[]>> = {
  summary: ["GetAccountSummary"],
  authorization: DETAILS,
  providers: ["ListOpenIDConnectProviders", "GetOpenIDConnectProvider", "ListSAMLProviders", "GetSAMLProvider"],
  sessions: ["ListRoles"],
  credentials: REPORT,
  keys: ["ListAccessKeys", ...DETAILS, ...REPORT],
  otherCredentials: ["ListServiceSpecificCredentials", "ListSigningCertificates", "ListSSHPublicKeys", ...DETAILS, ...REPORT],
  instanceProfiles: ["ListInstanceProfiles"],
  serverCertificates: ["ListServerCertificates"],
  mfaDevices: ["ListVirtualMFADevices"],
  slots: ["ListSecrets", "GetResourcePolicy"],
};

/** Each gap is in a part that a fault could meet, and names an operation of that part. */
function expectRightGaps({ parts, accountId }: Observation, faults: readonly Fault[]): void {
  const met = (operation: string) => faults.some(({ kind, operations }) => kind !== "stale" && (operations?.includes(operation) ?? true));
  const wrong = PART_NAMES.flatMap((name) =>
    gapsOf(parts[name])
      .filter(({ operation, subject }) => {
        const isUser = subject === undefined || ["w1", ...USERS].some((user) => subject === `arn:aws:iam::${accountId}:user/${user}`);
        return !(ASKS[name].includes(operation) && ASKS[name].some(met) && isUser);
      })
      .map((gap) => ({ name, ...gap })),
  );
  expect(wrong).toEqual([]);
}
