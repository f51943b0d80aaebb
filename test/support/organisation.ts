import { type Asking, openOrganisation } from "../../scripts/observe/github/service.ts";
import { type Recorder, recorderOf } from "../../scripts/observe/part.ts";
import { sources } from "../../stacks/model/configured.ts";
import { type Answer, type Http, type Request, startHttp } from "./http.ts";

/** What an organisation's lists hold, by path without its query; a status stands for a refusal. In the shapes of GitHub's REST API, 2022-11-28. */
export type Replies = Readonly<Record<string, readonly unknown[] | object | number>>;

/** A GitHub of recorded replies, and a reading of it. Lists come in pages of two with `Link` headers. Close it. */
export async function startOrganisation(
  replies: Replies | ((request: Request) => Replies),
  settings: object = {},
): Promise<{ asking: Asking; http: Http; recorder: Recorder }> {
  const http: Http = await startHttp((request) => answer(http.url, request, typeof replies === "function" ? replies(request) : replies));
  const recorder = recorderOf("github");
  const source = sources.parse({ github: { organisation: "acme", repository: "identities", ...settings } }).github!;
  const tokens = { ORGANISATION_TOKEN: "o1", GITHUB_TOKEN: "g1", GITHUB_API_URL: http.url };
  return { asking: openOrganisation(source, { tokens, wait: async () => {} }, recorder), http, recorder };
}

/** A user as GitHub's lists show one ("simple user"), as far as it matters, and a little of what does not. */
export function simpleUser(id: number, login: string) {
  return {
    login,
    id,
    node_id: "MDQ6VXNlcjE=",
    gravatar_id: "",
    url: `https://api.github.com/users/${login}`,
    type: "User",
    site_admin: false,
  };
}

function answer(url: string, { path }: Request, replies: Replies): Answer {
  const { pathname, searchParams } = new URL(path, url);
  const role = searchParams.get("role");
  const found = replies[role === null ? pathname : `${pathname}?role=${role}`] ?? 404;
  if (typeof found === "number")
    return { status: found, json: { message: "Not Found", documentation_url: "https://docs.github.com/rest" } };
  if (!Array.isArray(found)) return { status: 200, json: found };
  const page = Number(searchParams.get("page") ?? 1);
  searchParams.set("page", String(page + 1));
  const link = `<${url}${pathname}?${searchParams}>; rel="next", <${url}${pathname}?page=9>; rel="last"`;
  return { status: 200, json: found.slice((page - 1) * 2, page * 2), ...(found.length > page * 2 ? { headers: { link } } : {}) };
}
