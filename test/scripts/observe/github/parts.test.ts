import { describe, expect, it } from "vitest";
import { githubAccounts, githubApps, githubBypass, githubKeys } from "../../../../scripts/observe/github/parts.ts";

describe("scripts/observe/github/parts", () => {
  it("reads what was saved, and names the path of what is otherwise", () => {
    const key = { id: 1, repository: "acme/web", mayWrite: true, createdAt: "2026-01-05T08:00:00Z", lastUsedAt: null };
    const app = { id: 1, app: "x", allRepositories: false, suspended: false, writes: ["contents"] };
    const bypass = { repository: "acme/web", rulesets: 1, actors: [], administrators: [{ id: "1", handle: "x", owner: true }] };
    expect([githubKeys.parse([key]), githubApps.parse([app]), githubBypass.parse(bypass)]).toEqual([[key], [app], bypass]);
    expect(githubKeys.safeParse([{ ...key, createdAt: "x" }]).error!.issues[0]!.path).toEqual([0, "createdAt"]);
    expect(githubAccounts.safeParse({ asOf: "2026-01-05T08:00:00Z" }).error!.issues[0]!.path).toEqual(["accounts"]);
  });
});
