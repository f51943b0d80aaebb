import { describe, expect, it } from "vitest";
import type { Bypass } from "../../../../scripts/observe/github/parts.ts";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { withPartOutside } from "../../../support/elsewhere.ts";
import { comparison, expectedFinding } from "../../../support/findings.ts";
import { small } from "../../../support/small-organisation.ts";

const settings = (more = "") => ({
  "settings.yaml": `teams: { security: security, platform: platform }\nsources: { github: { organisation: acme, repository: ids${more} } }\n`,
});
const undeclared = (disturb: (observation: Observation) => Observation, more?: string) =>
  comparison(small(settings(more)), disturb).findings.filter(({ check }) => check === "github-undeclared");
const key = (id: number, mayWrite: boolean) => ({
  ...{ id, repository: "acme/web", mayWrite, createdAt: "2026-01-05T08:00:00Z" as Instant, lastUsedAt: null },
});
const app = (name: string, writes: readonly string[], suspended = false) => ({
  id: 5,
  app: name,
  allRepositories: true,
  suspended,
  writes,
});
const bypass: Bypass = {
  ...{ repository: "acme/ids", rulesets: 1 },
  actors: [
    { actor: "Integration/7", ruleset: "main", always: false },
    { actor: "Integration/7", ruleset: "all", always: true },
  ],
  administrators: [
    { id: "1", handle: "ada-l", owner: true },
    { id: "9", handle: "gone-g", owner: false },
  ],
};
const withBypass = (more: Partial<Bypass> = {}) => withPartOutside("githubBypass", { ...bypass, ...more });

describe("scripts/compare/checks/github-undeclared", () => {
  it("finds deploy keys that may write, unless they are declared", () => {
    const keys = withPartOutside("githubKeys", [key(1, true), key(2, false)]);
    expect(undeclared(keys)).toEqual([
      expectedFinding({
        ...{ check: "github-undeclared", subject: "application/github/acme/web#key/1", severity: "high" },
        message:
          "deploy key 1 may write to acme/web since 2026-01-05T08:00:00Z, last used never; it belongs to nobody and never ends; sources.github does not declare it",
      }),
    ]);
    expect(undeclared(keys, ", deployKeys: [1]")).toEqual([]);
  });

  it("finds Apps that may write, unless they are declared or suspended", () => {
    const apps = withPartOutside("githubApps", [app("bot", ["contents"]), app("reader", []), app("asleep", ["contents"], true)]);
    expect(undeclared(apps).map(({ subject, message }) => [subject, message])).toEqual([
      ["application/github#installation/5", "the App bot may write contents in all repositories; sources.github does not declare it"],
    ]);
    expect(undeclared(apps, ", apps: [bot]")).toEqual([]);
  });

  it("finds whom rules let past and who may change them, unless they are declared and still here", () => {
    expect(undeclared(withBypass()).map(({ subject, message }) => [subject, message.split(";")[0]])).toEqual([
      ["application/github/acme/ids#Integration/7", "Integration/7 may bypass the rules of acme/ids always (main, all)"],
      ["application/github/acme/ids#User/1", "ada-l (1) owns the organisation and may change the rules of acme/ids"],
      ["application/github/acme/ids#User/9", "gone-g (9) administers the repository and may change the rules of acme/ids"],
    ]);
    const declared = (who: string) => undeclared(withBypass(), `, mayBypass: [Integration/7, ${who}]`).map(({ subject }) => subject);
    expect(declared("person/w1")).toEqual(["application/github/acme/ids#User/9"]);
    expect(declared("person/w9")).toEqual(["application/github/acme/ids#User/1", "application/github/acme/ids#User/9"]);
    expect(declared("OrganizationAdmin")).toEqual(["application/github/acme/ids#User/9"]);
  });

  it("finds a repository that no rules protect", () => {
    expect(undeclared(withBypass({ rulesets: 0, actors: [], administrators: [] }))).toMatchObject([
      { subject: "application/github/acme/ids#rules", message: expect.stringMatching(/^no active ruleset protects acme\/ids: /) },
    ]);
  });

  it("is unknown where a list was refused, and says nothing where nobody asked", () => {
    const gap = { source: "github", operation: "keys", reason: "403", retry: false };
    const refused = (observation: Observation): Observation => ({
      ...observation,
      parts: { ...observation.parts, githubKeys: { complete: false, gap } },
    });
    expect(comparison(small(settings()), refused).unknown).toEqual([{ check: "github-undeclared", gap }]);
    expect(comparison(small(settings())).unknown).toEqual([]);
  });
});
