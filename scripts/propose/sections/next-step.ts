import { type IdentityAction, isOfPerson } from "../../decide/change.ts";
import type { Section } from "../context.ts";
import { OF_PERSON } from "../person.ts";

/** Who has to do what: the first thing that a reviewer reads. */
export const nextStep: Section = ({ reviewers, change }) => {
  const who = reviewers.length > 0 ? reviewers.map((login) => `@${login}`).join(" or ") : "security";
  if (isOfPerson(change)) return `**Next step:** ${who} reviews and merges, or closes it with a reason. ${OF_PERSON[change.action].how}`;
  const how = {
    disable: "It only takes access away and can be undone exactly.",
    retire: "It removes for good what was disabled; look at it once more.",
    "adopt-disabled": "It declares what is in AWS already and denies it everything until somebody says whose it is.",
    adopt: "It declares what is in AWS already; say whose it is before you merge, or merge it as it stands.",
    leave: "It ends what they hold and hands over what they answered for, in all accounts, by one decision.",
    reduce: "It only takes access away and can be undone exactly.",
    "hand-over": "It changes who answers; nothing stops working.",
  }[change.action as IdentityAction];
  const instead = (change.supersedes ?? []).map((number) => `#${number}`);
  const replaced = instead.length > 0 ? ` It takes the place of ${instead.join(", ")}.` : "";
  return `**Next step:** ${who} reviews and merges, or closes it with a reason. ${how}${replaced}`;
};
