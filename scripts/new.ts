import { randomBytes } from "node:crypto";
import { stderr, stdin } from "node:process";
import { folder } from "../stacks/files/tree.ts";
import { KINDS } from "../stacks/kinds/kinds.ts";
import type { Declared } from "../stacks/model/declared.ts";
import { terminal } from "./command/ask.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { editRecords } from "./command/edit-records.ts";
import { gitUser, personOfGit } from "./command/git.ts";
import type { Log } from "./command/log.ts";
import { knownOwner, oneOf } from "./command/named.ts";
import { newRule } from "./command/new-rule.ts";
import { asOfOption, COMMON, instantOption, type Options, UsageError } from "./command/options.ts";
import { askForRecord, requireAnswers } from "./command/questions.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { type Answers, nameRefusal, newRecord } from "./decide/requests/new-record.ts";
import { optionsFor, QUESTIONS, TEMPLATES } from "./decide/requests/templates.ts";

const ASKED: Options = Object.fromEntries(
  Object.entries(QUESTIONS).map(([option, { form, value, ask }]) => {
    const kinds = Object.keys(TEMPLATES).filter((kind) => optionsFor(kind).includes(option));
    const many = ["list", "slots", "statement"].includes(form);
    const whose = kinds.length < 6 ? ` (${kinds.join(", ")})` : "";
    return [option, { ...(value === undefined ? {} : { value }), ...(many ? { many } : {}), help: `${ask}${whose}` }];
  }),
);

/** `npm run new`: a new record. Needs nothing outside; permissions: none. */
await main({
  name: "new",
  summary: "Writes a new record from options or, on a terminal, from questions about what is missing.",
  details:
    "The whole organisation is validated with it before anything is written, and nothing is ever written over.\nWithout --owner it is the team of whoever git says you are (GitHub's no-reply address, github.user, user.name).\nOptions that may be repeated give lists; what a kind takes beyond them is set with --set.\n`new -- rule <facet>-<requirement>` writes a rule, its test and its lines in the catalogue and the controls instead.",
  operands: { usage: "<kind> <name>", least: 2, most: 2 },
  options: {
    ...ASKED,
    set: {
      value: "<field=value>",
      many: true,
      help: "any other field, as in --set maxSessionDuration=2h or --set autonomy.humanInLoop=true",
    },
    "dry-run": { help: "print the file, and write nothing" },
    stack: { value: "<name>", help: "the account (default: the only one)" },
    root: COMMON.root,
    "as-of": COMMON["as-of"],
  } as Options & { set: { value: string; many: true; help: string } },
  exits: { clean: "written", error: "something is missing or would not be valid; nothing was written" },
  examples: [
    "npm run new -- service-accounts invoice-mailer --stack prod",
    'npm run new -- service-accounts invoice-mailer --stack prod --owner team/payments --purpose "Mails invoices" --group readers --key primary',
    'npm run new -- workloads acme-backup --stack prod --purpose "Off-site backups" --trusted-account 999988887777 --permission ledger-read',
    'npm run new -- grants inc-2231-w1003 --stack prod --who person/w1003 --role admin --because "INC-2231 restore of the orders table"',
  ],
  async run({ options, operands, log }): Promise<Outcome> {
    const words = options as Readonly<Record<string, unknown>>;
    if (operands[0] === "rule") return newRule(operands[1]!, words["dry-run"] === true);
    const [root, asOf] = [text(words.root) ?? "stacks", asOfOption(text(words["as-of"]), now)];
    const tree = folder(root);
    const declared = readRecords(tree);
    const kind = oneOf("<kind>", operands[0], [...Object.keys(KINDS), "exceptions"])!;
    const [stack, ...others] = chosenStacks(declared, text(words.stack));
    if (others.length > 0) throw new UsageError(`--stack: expected the account, one of ${[stack, ...others].join(", ")}`);
    const [name, account] = [operands[1]!, declared.accounts.get(stack!)!];
    const refusal = nameRefusal(kind, name, account);
    if (refusal !== undefined) throw new UsageError(`${kind}/${name}: ${refusal}`);
    const given = answersOf(kind, words);
    instantOption("--expires", given.expires?.[0]);
    knownOwner("--owner", given.owner?.[0], declared);
    const sets = words.set as readonly string[];
    const bad = sets.find((set) => !/^[A-Za-z][\w-]*(\.[A-Za-z0-9][\w-]*)*=/.test(set));
    if (bad !== undefined) throw new UsageError(`--set: expected <field=value>, got "${bad}"`);
    const answers = await complete(kind, { ...ownerOf(kind, name, root, declared, log), ...given }, sets);
    const wanted = { kind, name, account, answers, sets, externalId: `tn-${randomBytes(8).toString("hex")}` };
    const edits = [newRecord(wanted, declared, asOf)];
    return editRecords({ root, tree, declared, asOf, dryRun: words["dry-run"] === true }, { edits, refused: [], notes: [] });
  },
});

function text(word: unknown): string | undefined {
  return typeof word === "string" ? word : undefined;
}

/** What the command line says about the record. @throws UsageError for what its kind does not take. */
function answersOf(kind: string, words: Readonly<Record<string, unknown>>): Answers {
  const given = Object.keys(QUESTIONS).flatMap((option) => {
    const word = words[option];
    const said = word === true ? ["yes"] : typeof word === "string" ? [word] : ((word || []) as readonly string[]);
    return said.length > 0 ? [[option, said] as const] : [];
  });
  const foreign = given.find(([option]) => !optionsFor(kind).includes(option));
  if (foreign)
    throw new UsageError(
      `--${foreign[0]}: ${kind} take ${optionsFor(kind)
        .map((option) => `--${option}`)
        .join(", ")} and --set`,
    );
  return Object.fromEntries(given);
}

/** Who answers for it unless stated: for access of a person's own that person, else the team of whoever is at work. */
function ownerOf(kind: string, name: string, root: string, { directory }: Declared, log: Log): Answers {
  if (!optionsFor(kind).includes("owner")) return {};
  if (kind === "people") return directory.people.has(name) ? { owner: [`person/${name}`] } : {};
  const found = personOfGit(gitUser(root), directory);
  if (!found) return {};
  log.info(`owner: team/${found.person.team} unless stated, since git says that you are person/${found.person.id} (${found.by})`);
  return { owner: [`team/${found.person.team}`] };
}

async function complete(kind: string, given: Answers, sets: readonly string[]): Promise<Answers> {
  if (stdin.isTTY && stderr.isTTY) {
    const { ask, close } = terminal(stdin, stderr);
    return await askForRecord(kind, given, sets, ask).finally(close);
  }
  requireAnswers(kind, given, sets);
  return given;
}
