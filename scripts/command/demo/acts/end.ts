import { setTimeout as delay } from "node:timers/promises";
import { type Instant, instantOf, parseDuration, plus } from "../../../../stacks/model/instant.ts";
import { type Act, EMBEDDED, PROD, proof } from "../act.ts";
import { beginSession, type Credentials, fetchKey, useCredentials } from "../hands.ts";
import { proposeAndMerge } from "../merges.ts";
import type { Stage } from "../stage.ts";

const RECORD = "service-accounts/ends-soon";
/** A first end so close is refused; the story deploys it as of eight days ago, as its tests do. */
const EARLIER = -parseDuration("8d")!;
const POLL_MS = 250;
/** How long after the end AWS may take before the act gives up. */
const PATIENCE_MS = 20_000;

/** The promise of the house: AWS itself ends access at the declared second. */
export const end: Act = {
  title: "AWS ends access at the declared second",
  asks: "A service account with a key ends in a few seconds. Nothing of ours runs at that moment.",
  async play(stage, { deploySeconds, gateSeconds }) {
    // As long as judging and the first deployment took, which made ten times as much, and some seconds to be used.
    const ends = plus(instantOf(new Date()), Math.ceil(deploySeconds + 3 * gateSeconds + 5) * 1_000);
    const earlier = ["--as-of", plus(instantOf(new Date()), EARLIER)];
    await proposeAndMerge(stage, "nadia-k", ["omar-h"], "Let the inspector in for a moment", recordsEnding(ends), earlier);
    stage.say(`  nadia-k proposes ${RECORD}, which ends at ${ends}; omar-h approves and merges`);
    const deployed = await stage.run(["deploy", ...PROD, ...EMBEDDED, ...earlier], { lines: 4 });
    const key = await fetchKey(stage.environment, RECORD);
    const session = await beginSession(stage.environment, key);
    const before = [await useCredentials(stage.environment, key), await useCredentials(stage.environment, session)];
    stage.say(`  before the end: key ${before[0]}, live session ${before[1]}`);
    const [keyLate, sessionLate] = await Promise.all([key, session].map((credentials) => secondsUntilDenied(stage, credentials, ends)));
    stage.say(`  after the end: key denied after ${keyLate} s, live session denied after ${sessionLate} s (asked every ${POLL_MS} ms)`);
    const worked = deployed.code === 0 && before.every((answer) => answer === "allowed");
    return [
      proof("the key and a session begun with it worked before their end", "deploy, then the AWS SDK", worked),
      proof("AWS denied the key at its end", "the AWS SDK", keyLate !== undefined),
      proof("AWS denied the live session at the same end", "the AWS SDK", sessionLate !== undefined),
    ];
  },
};

function recordsEnding(ends: Instant): Record<string, string> {
  const group =
    "owner: team/security\npurpose: Looks at users and roles\nexpires: 2027-01-31\npermissions: [arn:aws:iam::aws:policy/IAMReadOnlyAccess]\n";
  const account = `owner: team/security\npurpose: Inspects the account once\nexpires: ${ends}\ngroups: [inspectors]\nkeys:\n  primary: { expires: ${ends} }\n`;
  return { "accounts/prod/groups/inspectors.yaml": group, [`accounts/prod/${RECORD}.yaml`]: account };
}

/** Seconds between the end and the first refusal; `undefined` when there was none in time. Allowed answers after the end are what it looks for. */
async function secondsUntilDenied(stage: Stage, credentials: Credentials, ends: Instant): Promise<number | undefined> {
  const endsAt = Date.parse(ends);
  while (Date.now() < endsAt + PATIENCE_MS) {
    const answer = await useCredentials(stage.environment, credentials);
    if (answer !== "allowed" && Date.now() >= endsAt) return Math.max(0, Math.round((Date.now() - endsAt) / 100) / 10);
    await delay(POLL_MS);
  }
  return undefined;
}
