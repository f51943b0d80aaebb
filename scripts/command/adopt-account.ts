import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Tree } from "../../stacks/files/tree.ts";
import type { Arn } from "../../stacks/iam/arn.ts";
import type { Tags } from "../../stacks/iam/entity.ts";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import { ProjectError } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { compare } from "../compare/compare.ts";
import type { AccountFound } from "../decide/adoption/account.ts";
import { type Adoption, adoption, type Wave } from "../decide/adoption/adoption.ts";
import { denialsOf, previewOf, sidesOf } from "../decide/adoption/effects.ts";
import { tagCollisions, tagReaders } from "../decide/adoption/tag-users.ts";
import { openClients } from "../observe/aws-iam/clients.ts";
import { readPolicyTags } from "../observe/aws-iam/policy-tags.ts";
import type { Observation } from "../observe/observation.ts";
import { PartError } from "../observe/part.ts";
import { type ProposedFile, proposedFiles } from "../propose/files.ts";
import type { AdoptResult } from "../report/adopt-json.ts";
import { fileDiff } from "../report/file-diff.ts";
import { withAttributions } from "./attribute.ts";
import { newViolations, readEdited } from "./edit-records.ts";
import type { Environment } from "./environment.ts";
import { readExtra } from "./extra.ts";
import type { Log } from "./log.ts";
import { observe, readObservations } from "./observe.ts";
import { writeFiles } from "./write-files.ts";

/** What adopting was told. `from` is a saved observation, `creators` whether CloudTrail is asked who made what. */
export type AdoptOrder = {
  account: Account;
  declared: Declared;
  tree: Tree;
  wave: Wave;
  from: string | undefined;
  creators: boolean;
  ref: string;
  asOf: Instant;
  environment: Environment;
  log: Log;
};

/** What taking an account over would come to, and the files of it; nothing has been written. */
export type PlannedAdoption = Omit<AdoptResult, "outcome" | "files"> & { files: readonly ProposedFile[] };

/** Why an account is not adopted at all. */
export class AdoptError extends ProjectError<"ADOPT_OF_ANOTHER_ACCOUNT" | "ADOPT_INCOMPLETE"> {
  override name = "AdoptError";
}

/**
 * Reads an account and decides what records it becomes; all of them are valid with everything else that is declared.
 * @throws AdoptError when the observation is of another account or a part of it is missing: of half an account nothing is adopted
 */
export async function planAdoption(order: AdoptOrder): Promise<PlannedAdoption> {
  const { account, declared, tree, wave, asOf, log } = order;
  const at = await findAccount(order);
  log.progress(`${account.name}: deciding`);
  const found = adoption(at, wave);
  if ("missing" in found) throw incomplete(account, found.missing, at);
  const texts = new Map([...tree.files].flatMap(([path, blob]) => ("text" in blob ? [[path, blob.text] as const] : [])));
  const files = proposedFiles(found.edits, texts);
  const edited = files.length > 0 ? readEdited("", tree, files) : declared;
  const gap = found.refused.some((refused) => refused.gap) || (at.policyTags === undefined && hasPolicies(found));
  return {
    stack: account.name,
    status: gap ? "incomplete" : found.refused.length > 0 ? "findings" : "clean",
    adoption: found,
    preview: previewOf(found, declared),
    denials: denialsOf(found, edited, asOf),
    collisions: tagCollisions(sidesOf(found, edited), declared.settings),
    readers: tagReaders(found.entities, declared.settings),
    violations: files.length > 0 ? newViolations({ declared, asOf }, edited) : [],
    files,
  };
}

/** Without their tags a deployment of policies would remove what it does not know. */
function hasPolicies({ adopted }: Adoption): boolean {
  return adopted.some(({ entity }) => entity.type === "policy");
}

async function findAccount(order: AdoptOrder): Promise<AccountFound> {
  const { account, declared, tree, from, creators, ref, asOf, environment, log } = order;
  const observed = from === undefined ? await observe(account, declared, true, log) : readObservations([from])[0]!;
  if (observed.account !== account.name || observed.accountId !== account.accountId)
    throw new AdoptError(
      "ADOPT_OF_ANOTHER_ACCOUNT",
      `${from} is of ${observed.account} (${observed.accountId}), expected ${account.name} (${account.accountId})`,
    );
  const extra = await readExtra(account.name, { project: process.cwd(), declared, tree, asOf, environment });
  if (!extra.complete) throw new AdoptError("ADOPT_INCOMPLETE", `${extra.gap.source} cannot be previewed: ${extra.gap.reason}`);
  const observation = creators && from === undefined ? await withAttributions(observed, account, declared, log) : observed;
  return {
    ...{ account, declared, observed: observation.parts, asOf, ref },
    elsewhere: new Set(extra.entities.map(({ entity }) => entity.arn)),
    creators: creatorsIn(observation, declared, asOf),
    policyTags: from === undefined ? await tagsOfPolicies(account, observation, log) : undefined,
  };
}

async function tagsOfPolicies(account: Account, { parts }: Observation, log: Log): Promise<ReadonlyMap<Arn, Tags>> {
  const policies = parts.authorization.complete ? parts.authorization.value.policies.map(({ arn }) => arn) : [];
  const clients = await openClients(account);
  try {
    return await readPolicyTags(clients.iam, policies, (line) => log.progress(`${account.name}: ${line}`));
  } catch (error) {
    if (error instanceof PartError) throw new AdoptError("ADOPT_INCOMPLETE", error.message, { cause: error });
    throw error;
  } finally {
    clients.close();
  }
}

/** Who made what, as far as CloudTrail was asked: what it tells is kept by the finding that nobody declares the entity. */
function creatorsIn(observation: Observation, declared: Declared, asOf: Instant): ReadonlyMap<Arn, string> {
  if (!observation.attributions) return new Map();
  const { findings } = compare(declared, observation, asOf);
  return new Map(
    findings.flatMap(({ check, subject, attribution }) =>
      check === "unmanaged" && attribution?.known ? [[subject as Arn, attribution.by] as const] : [],
    ),
  );
}

function incomplete({ name }: Account, missing: string, { observed }: AccountFound): AdoptError {
  const part = observed[missing as keyof typeof observed];
  const why = part && !part.complete ? `: ${part.gap.operation}: ${part.gap.reason}` : "";
  return new AdoptError(
    "ADOPT_INCOMPLETE",
    `${missing} of ${name} could not be read${why}; nothing was written, since half an account is none`,
  );
}

/** The files as a diff, and nothing written. */
export function adoptionDiff({ files }: PlannedAdoption, root: string): readonly string[] {
  return files.map(({ path, text }) => fileDiff(join(root, path).replace(/^\//, ""), undefined, text ?? undefined));
}

/** Writes the files, all or none, and says how to go back at each stage. */
export function writeAdoption({ files, stack }: PlannedAdoption, root: string, asOf: Instant): readonly string[] {
  if (files.length === 0) return ["nothing to write"];
  const places = files.map(({ path, text }) => ({ file: join(root, ...path.split("/")), text }));
  const there = places.find(({ file }) => existsSync(file));
  if (there) throw new ProjectError("EDIT_OVER_FILE", `${there.file} is there already: a new record is never written over another`);
  writeFiles(places);
  const folder = join(root, "accounts", stack);
  return [
    `wrote ${files.length} files below ${folder}`,
    `undo: ${undoOf(
      places.map(({ file }) => file),
      folder,
      asOf,
    )} (before the commit); git revert (before the deployment)`,
    "after the deployment a revert would delete what was adopted, and the gate refuses that: an end that comes too early is moved by `npm run renew`",
  ];
}

/** Every file of a wave holds the moment at which it was made, and nothing else does. */
function undoOf(files: readonly string[], folder: string, asOf: Instant): string {
  return files.length <= 5 ? `rm ${files.join(" ")}` : `grep -rlF --null '${asOf}' ${folder} | xargs -0 rm`;
}
