import { readFileSync } from "node:fs";
import { editYaml } from "../../../../stacks/files/edit.ts";
import { type Act, EMBEDDED, mentions, PROD, proof } from "../act.ts";
import { useCredentials } from "../hands.ts";
import { judgePull, merge, openPullRequests, proposeAndMerge } from "../merges.ts";

const LEAVER = "directory/people/w1006.yaml";

/** From findings to pull requests, and from pull requests to no access. */
export const revoke: Act = {
  title: "A person leaves, and pull requests to revoke appear",
  asks: "The directory says that w1006 has left. The scheduled job runs twice; security merges what it proposes.",
  async play(stage, { intruder }) {
    const left = editYaml(readFileSync(`stacks/${LEAVER}`, "utf8"), [{ set: ["status"], to: "left" }]);
    await proposeAndMerge(stage, "lena-b", ["omar-h", "nadia-k"], "w1006 has left", { [LEAVER]: left });
    const first = await stage.run(["drift", ...PROD, "--propose"], { lines: 22 });
    const opened = await openPullRequests(stage);
    const second = await stage.run(["drift", ...PROD, "--propose", "--json"], { lines: 0 });
    const again = await openPullRequests(stage);
    stage.say(`  ${opened.length} pull requests after the first run, ${again.length} after the second; as an example ${opened[0]?.url}`);
    await Promise.all(opened.map(({ number }) => judgePull(stage, number)));
    for (const { number } of opened) await merge(stage, ["omar-h"], number);
    stage.say(`  omar-h approves and merges ${opened.map(({ number }) => `#${number}`).join(", ")}`);
    const deployed = await stage.run(["deploy", ...PROD, ...EMBEDDED], { lines: 9 });
    const answer = await useCredentials(stage.environment, intruder!);
    stage.say(`  the user night-shift is now ${answer}`);
    return [
      proof(
        "a leaver, an expired account and what nobody declared each became one pull request",
        "drift --propose",
        mentions(first, "leaver", "expired", "unmanaged", "key-undeclared") && opened.length === 4,
      ),
      proof(
        "a second run opens nothing and edits nothing",
        "drift --propose",
        again.length === opened.length && !second.stdout.includes('"opened"') && !second.stdout.includes('"updated"'),
      ),
      proof(
        "after merge and deployment AWS was read back, and is as declared",
        "deploy",
        deployed.code === 0 && mentions(deployed, "read back: as declared"),
      ),
      proof("the key that was made by hand is denied", "the AWS SDK", answer !== "allowed"),
    ];
  },
};
