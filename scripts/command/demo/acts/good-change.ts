import { type Act, mentions, PROD, proof } from "../act.ts";
import { proposeAndMerge } from "../merges.ts";
import { scratchRepository, writeFiles } from "../stage.ts";

const PATH = "accounts/prod/service-accounts/stock-feed.yaml";
const FEED =
  "owner: team/data\npurpose: Sends the stock list to the shops\nexpires: 2027-03-31\ngroups: [readers]\nkeys:\n  primary: { expires: 2027-01-31 }\n";

/** What gets through. */
export const goodChange: Act = {
  title: "A good change passes and is merged",
  asks: "An engineer adds a service account with an owner, a purpose, an end and one key.",
  async play(stage, props) {
    const root = await scratchRepository(stage);
    writeFiles(root, { [PATH]: FEED });
    const ran = await stage.run(["gate", "--root", root, ...PROD], { lines: 4 });
    const { number, seconds } = await proposeAndMerge(stage, "priya-s", ["samir-d"], "Add the stock feed", { [PATH]: FEED });
    props.gateSeconds = seconds;
    stage.say(`  priya-s opens #${number}, samir-d of the same team approves and merges it`);
    return [
      proof("a good change passes, and the verdict says what it creates", "gate", ran.code === 0 && mentions(ran, "PASS", "to create")),
    ];
  },
};
