import { GITHUB } from "../../stacks/model/configured.ts";
import type { AccountName, Declared } from "../../stacks/model/declared.ts";
import { claimsOn, homeOf } from "../../stacks/model/elsewhere.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { readApplications } from "./applications/applications.ts";
import { readGitHubAccounts } from "./github/accounts.ts";
import { readBypass } from "./github/bypass.ts";
import { readDeployKeys } from "./github/deploy-keys.ts";
import { readInstallations } from "./github/installations.ts";
import { openOrganisation } from "./github/service.ts";
import { readPeople } from "./hr/people.ts";
import type { ManifestEntry, Observation, Observed } from "./observation.ts";
import type { OutsideParts } from "./outside-parts.ts";
import { type Recorder, readPart, recorderOf } from "./part.ts";
import { OUTSIDE_PARTS } from "./parts.ts";
import type { Access } from "./services/rest.ts";

/** What was read from the sources beyond AWS; without a configured source it is empty. */
export type Outside = { parts: Partial<Pick<Observed, keyof OutsideParts>>; manifest: readonly ManifestEntry[] };

/** What there is beyond AWS where no source is named. */
export const NOTHING_OUTSIDE: Outside = { parts: {}, manifest: [] };

/** One part as it is read, once for all accounts. */
type Reading<Name extends keyof OutsideParts = keyof OutsideParts> = {
  part: Name;
  operation: string;
  read(recorder: Recorder, asOf: Instant): Promise<OutsideParts[Name]>;
};

/**
 * Reads every source that the settings name for these accounts, once for all of them. One that fails is a gap of its part, and the others
 * are read all the same.
 */
export async function observeOutside(
  declared: Declared,
  accounts: readonly AccountName[],
  access: Access,
  now: () => Instant,
  progress: (line: string) => void = () => {},
): Promise<Outside> {
  const wanted = wantedOf(declared, accounts);
  const parts: Record<string, unknown> = {};
  const manifest: ManifestEntry[] = [];
  for (const { part, operation, read } of readingsOf(declared, access).filter(({ part }) => wanted.includes(part))) {
    progress(`${part}: reading`);
    const [recorder, startedAt] = [recorderOf(OUTSIDE_PARTS[part]), now()];
    parts[part] = await readPart<unknown>(OUTSIDE_PARTS[part], operation, now, (own) => read(own, now()), recorder);
    const finishedAt = now();
    manifest.push(...recorder.manifest().map((counted) => ({ part, ...counted, startedAt, finishedAt })));
  }
  return { parts, manifest };
}

/** Parts that belong to the whole organisation and not to one account: they are read with the home account. */
const OF_HOME: readonly (keyof OutsideParts)[] = ["applications", "githubAccounts", "githubKeys", "githubApps", "githubBypass"];

/** The parts that the settings ask for in the observations of these accounts. */
function wantedOf(declared: Declared, accounts: readonly AccountName[]): readonly (keyof OutsideParts)[] {
  const { hr, agentCore, applications, github } = declared.settings.sources;
  const isNamed: Readonly<Record<keyof OutsideParts, boolean>> = {
    agents: agentCore.regions.length > 0,
    people: hr !== null,
    applications: Object.keys(applications).length > 0,
    // The ledger is no source of settings: commands join what it knows when they compare.
    questions: false,
    ...{ githubAccounts: github !== null, githubKeys: github !== null, githubApps: github !== null, githubBypass: github !== null },
  };
  const home = homeOf(declared);
  return (Object.keys(OUTSIDE_PARTS) as (keyof OutsideParts)[]).filter(
    (part) => isNamed[part] && (!OF_HOME.includes(part) || accounts.some((account) => account === home)),
  );
}

function readingsOf(declared: Declared, access: Access): readonly Reading[] {
  const { settings, directory } = declared;
  const { hr, github } = settings.sources;
  const limit = settings.limits.feed.missingPeople;
  const ofGitHub = <T>(recorder: Recorder, read: (asking: ReturnType<typeof openOrganisation>) => Promise<T>) =>
    read(openOrganisation(github!, access, recorder));
  const reading = <Name extends keyof OutsideParts>(part: Name, operation: string, read: Reading<Name>["read"]) =>
    ({ part, operation, read }) as Reading;
  return [
    reading("people", "read", (recorder, asOf) =>
      readPeople(hr!, { directory, limit, timeZone: settings.timeZone, asOf }, access, recorder),
    ),
    reading("applications", "read", (recorder, asOf) => readApplications(declared, asOf, access, recorder)),
    reading("githubAccounts", "members", (recorder, asOf) =>
      ofGitHub(recorder, (asking) => readGitHubAccounts(asking, { claims: claimsOn(declared, GITHUB, asOf), limit, asOf })),
    ),
    reading("githubKeys", "keys", (recorder) => ofGitHub(recorder, readDeployKeys)),
    reading("githubApps", "installations", (recorder) => ofGitHub(recorder, readInstallations)),
    reading("githubBypass", "rulesets", (recorder) => ofGitHub(recorder, readBypass)),
  ];
}

/** An observation together with what is true beyond its account; what belongs to the whole organisation only with the home account. */
export function withOutside(observation: Observation, { parts, manifest }: Outside, declared: Declared): Observation {
  const wanted = wantedOf(declared, [observation.account]);
  const own = Object.fromEntries(Object.entries(parts).filter(([name]) => wanted.includes(name as keyof OutsideParts)));
  const before = observation.manifest.filter(({ part }) => !(part in own));
  return {
    ...observation,
    manifest: [...before, ...manifest.filter(({ part }) => part in own)],
    parts: { ...observation.parts, ...own },
  };
}

/** A saved observation as the settings of today ask for it: a source that nobody had asked then is a gap, never an empty answer. */
export function requireOutside(observation: Observation, declared: Declared): Observation {
  const missing = wantedOf(declared, [observation.account]).filter((part) => observation.parts[part] === undefined);
  const gaps = missing.map((part) => {
    const reason = `the saved observation of ${observation.account} was made without this source`;
    return [part, { complete: false, gap: { source: OUTSIDE_PARTS[part], operation: "gather", reason, retry: true } }] as const;
  });
  return missing.length === 0 ? observation : { ...observation, parts: { ...observation.parts, ...Object.fromEntries(gaps) } };
}
