import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askerOf } from "../../../scripts/command/asker.ts";
import { smallRepository } from "../../support/git.ts";
import { type Pulls, startPulls } from "../../support/pulls.ts";
import { clientOf } from "../../support/repository.ts";
import { small } from "../../support/small-organisation.ts";

describe("scripts/command/asker", () => {
  let pulls: Pulls;
  beforeAll(async () => {
    pulls = await startPulls({}, [{ login: "stranger", id: 901 }]);
  });
  afterAll(() => pulls.close());
  const { directory } = small();

  it("is whoever's token it is, whatever git says", async () => {
    const { root, git } = smallRepository();
    git("config", "user.email", "1+ada-l@users.noreply.github.com");
    const asker = await askerOf(clientOf(pulls.github, "pia-p"), root, directory);
    expect([asker?.person.id, asker?.by]).toEqual(["w5", "the token is pia-p's"]);
  });

  it("is whoever git's settings mean where the token is an App's, and without GitHub", async () => {
    const { root, git } = smallRepository();
    expect(await askerOf(undefined, root, directory)).toBeUndefined();
    git("config", "user.email", "1+ada-l@users.noreply.github.com");
    for (const github of [clientOf(pulls.github), undefined]) expect((await askerOf(github, root, directory))?.person.id).toBe("w1");
  });

  it("is nobody whom the directory does not know", async () => {
    const { root } = smallRepository();
    await expect(askerOf(clientOf(pulls.github, "stranger"), root, directory)).rejects.toThrow(
      "GITHUB_TOKEN is stranger's (account 901), who is in no entry of the directory, expected one",
    );
  });
});
