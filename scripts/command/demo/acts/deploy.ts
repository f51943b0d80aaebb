import { type Act, EMBEDDED, mentions, PROD, proof } from "../act.ts";

/** The merged records become AWS. */
export const deploy: Act = {
  title: "The merged records are deployed",
  asks: "Production is empty. The default branch of the emulated GitHub repository holds the records.",
  async play(stage, props) {
    const ran = await stage.run(["deploy", ...PROD, ...EMBEDDED], { lines: 6 });
    props.deploySeconds = ran.seconds;
    const drift = await stage.run(["drift", ...PROD]);
    return [
      proof(
        "what was deployed was read back from AWS, and is as declared",
        "deploy",
        ran.code === 0 && mentions(ran, "read back: as declared"),
      ),
      proof("right after it there is no drift", "drift", drift.code === 0),
    ];
  },
};
