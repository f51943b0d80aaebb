import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Act, mentions, PROD, proof } from "../act.ts";
import { scratchRepository, writeFiles } from "../stage.ts";

const EVERYTHING = 'owner: team/data\npurpose: Everything\nexpires: 2027-03-31\nstatements:\n  - allow: "*"\n    on: "*"\n';
const BOT = "owner: team/data\npurpose: A bot that may do everything\nexpires: 2099-01-01\ngroups: [readers]\nconsole: true\n";

/** What must not get through. */
export const badChange: Act = {
  title: "A bad change is blocked at preview",
  asks: "An engineer adds a bot that lasts for decades, a policy that allows everything, and deletes a person's record.",
  async play(stage) {
    const root = await scratchRepository(stage);
    writeFiles(root, { "accounts/prod/permissions/everything.yaml": EVERYTHING, "accounts/prod/service-accounts/do-it-all.yaml": BOT });
    rmSync(join(root, "accounts/prod/people/w2001.yaml"));
    const ran = await stage.run(["gate", "--root", root, ...PROD], { lines: 11 });
    const rules = ["document-no-full-admin", "record-limit-lifetime", "console-no-service-accounts"];
    return [
      proof("CrossGuard blocks a change that breaks rules, with file, line and fix", "gate", ran.code === 2 && mentions(ran, ...rules)),
      proof("a removal that the change does not state is blocked", "gate", mentions(ran, "diff-removal-stated")),
    ];
  },
};
