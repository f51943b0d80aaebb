import type { Response } from "../situation.ts";
import { closedInAws } from "./adopt-stop.ts";

/** The records are right and AWS is not: there is nothing to edit, a deployment restores what Pulumi knows. What was closed in AWS is no mistake to be put back: there the record follows. */
export const putBack: Response = (finding, situation) =>
  closedInAws(finding, situation) ?? {
    nothing: `the records are right: \`npm run deploy -- --stack ${situation.account.name} --refresh\` puts back what Pulumi made; what it did not make (an attachment or inline policy added by hand) is to be removed by hand`,
  };

/** The records themselves break a rule: somebody has to decide how to meet it. */
export const meetTheRule: Response = () => ({ nothing: "the record breaks the rule as it stands: change it, or ask for an exception" });

/** Whether it is renewed, repaired or taken out is for whoever approved it; what it excused is a finding of its own. */
export const endTheException: Response = ({ facet }, { account }) => ({
  nothing: `take accounts/${account.name}/${facet}.yaml out; where the rule is still broken, meet it first, or ask again with another end`,
});

/** Records cannot say that such a credential should be there, so taking it away is nothing that a record could ask for. */
export const removeByHand: Response = () => ({ nothing: "no record can declare it: remove it in AWS, or ask for an exception" });

/** Which role an agent runs as, its configuration says and no record. */
export const declareAgent: Response = () => ({
  nothing: "let it run as a role of agents/<name>.yaml with a sponsor, or remove the agent: its role alone says nothing of who answers",
});

/** A program is nothing that an edit of records could change. */
export const changeProgram: Response = (_finding, { account }) => ({
  nothing: `accounts/${account.name}/extra.ts declares it: change it there, in a pull request of your own`,
});

/** What happened in an emergency is for people to look into. */
export const lookInto: Response = (_finding, { account }) => ({
  nothing: `somebody has to look into it: \`npm run break-glass -- review --stack ${account.name} --incident <incident>\` writes down what they found`,
});

/** Only trying shows whether the way in works. */
export const tryOut: Response = (_finding, { account }) => ({
  nothing: `a custodian tries it: \`npm run break-glass -- drill --stack ${account.name}\``,
});
