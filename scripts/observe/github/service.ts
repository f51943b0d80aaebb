import { z } from "zod";
import type { GitHubSource } from "../../../stacks/model/configured.ts";
import { conform } from "../conform.ts";
import { PartError, type Recorder } from "../part.ts";
import { type Access, openRest, type Rest } from "../services/rest.ts";

/** GitHub as one part of it is read: the service and who counts. */
export type Asking = { source: GitHubSource; rest: Rest; recorder: Recorder };

/** The environment variable of the token; the one of workflows may not see an organisation. */
export const TOKEN = "ORGANISATION_TOKEN";

/** Opens GitHub, where the environment says that it is: settings cannot send the token to another host. @throws PartError without a token. */
export function openOrganisation(source: GitHubSource, { tokens, wait }: Access, recorder: Recorder): Asking {
  const url = tokens.GITHUB_API_URL ?? "https://api.github.com";
  if (!/^https:|^http:\/\/127\.0\.0\.1[:/]/.test(url))
    throw new PartError("connect", `GITHUB_API_URL: expected https (http only to 127.0.0.1), got ${url}`);
  return {
    source,
    rest: openRest({ url, token: tokens[TOKEN], tokenName: TOKEN, scheme: "Bearer", recorder, ...(wait ? { wait } : {}) }),
    recorder,
  };
}

/** Every item of a list, 100 a page, to the end that its `Link` header says. @throws PartError naming the permission that is needed, or the path of a malformed field. */
export async function listAll<T>(
  { rest, recorder }: Pick<Asking, "rest" | "recorder">,
  operation: string,
  path: string,
  item: z.ZodType<T>,
  needs: string,
): Promise<readonly T[]> {
  const items: T[] = [];
  for (let at: string | undefined = `${path}${path.includes("?") ? "&" : "?"}per_page=100`; at !== undefined; ) {
    const { json, next }: { json: unknown; next: string | undefined } = await rest.get(operation, at, needs);
    const found = conform(operation, z.object({ [operation]: z.array(item) }), { [operation]: json })[operation]!;
    recorder.page(operation, found.length);
    items.push(...found);
    at = next;
  }
  return items;
}
