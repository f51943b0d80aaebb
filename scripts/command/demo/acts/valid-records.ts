import { type Act, proof } from "../act.ts";

/** The starting point. */
export const validRecords: Act = {
  title: "The records are valid",
  asks: "Does the sample organisation hold together: owners, groups, ends, names?",
  async play(stage) {
    const ran = await stage.run(["validate"]);
    return [proof("every record is valid", "validate", ran.code === 0)];
  },
};
