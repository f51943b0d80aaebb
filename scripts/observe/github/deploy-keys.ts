import { z } from "zod";
import { instantOf } from "../../../stacks/model/instant.ts";
import { elsewhere } from "../../../stacks/model/ref.ts";
import type { DeployKey } from "./parts.ts";
import { type Asking, listAll } from "./service.ts";

const moment = z.iso.datetime({ offset: true }).transform((text) => instantOf(new Date(text)));
const key = z.looseObject({ id: z.int().positive(), read_only: z.boolean(), created_at: moment, last_used: moment.nullish() });
const repository = z.looseObject({ name: z.string().min(1), archived: z.boolean().nullish() });

const ADMINISTRATION = "the repository permission Administration: read";

/** The deploy keys of the repository and of those that the settings name; one that refuses is a gap of that repository and of no other. */
export async function readDeployKeys(asking: Asking): Promise<readonly DeployKey[]> {
  const { source, recorder } = asking;
  const keys: DeployKey[] = [];
  for (const name of await repositoriesOf(asking)) {
    try {
      const found = await listAll(asking, "keys", `/repos/${source.organisation}/${name}/keys`, key, ADMINISTRATION);
      keys.push(
        ...found.map(({ id, read_only, created_at, last_used }) => ({
          ...{ id, repository: `${source.organisation}/${name}`, mayWrite: !read_only },
          ...{ createdAt: created_at, lastUsedAt: last_used ?? null },
        })),
      );
    } catch (error) {
      recorder.refused("keys", elsewhere(`github/${source.organisation}/${name}`), error);
    }
  }
  return keys;
}

/** Nobody can push to an archived repository. */
async function repositoriesOf(asking: Asking): Promise<readonly string[]> {
  const { organisation, repository: own, repositories } = asking.source;
  const others =
    repositories === "all"
      ? (await listAll(asking, "repos", `/orgs/${organisation}/repos?type=all`, repository, "the repository permission Metadata: read"))
          .filter(({ archived }) => archived !== true)
          .map(({ name }) => name)
      : repositories;
  return [...new Set([own, ...others])];
}
