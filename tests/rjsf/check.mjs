// Draws every form it is given with react-jsonschema-form and judges every answer with Ajv, and says what came of it.
// Usage: node check.mjs <folder with node_modules> <questions.json> <report.json>
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

process.env.NODE_ENV = "production";
const [folder, questionsFile, reportFile] = process.argv.slice(2);
const require = createRequire(join(resolve(folder), "package.json"));
const { createElement } = require("react");
const { renderToStaticMarkup } = require("react-dom/server");
const { default: Form, getDefaultRegistry } = require("@rjsf/core");
const { customizeValidator } = require("@rjsf/validator-ajv8");
const { Ajv2020 } = require("ajv/dist/2020");

const { formats: formatNames, keywords, cases } = JSON.parse(readFileSync(questionsFile, "utf8"));
const HASTY = { code: { optimize: false } }; // most schemas are looked at once
const formats = Object.fromEntries(formatNames.map((name) => [name, () => true]));
const validator = customizeValidator({ AjvClass: Ajv2020, customFormats: formats, ajvOptionsOverrides: HASTY });
const { FieldTemplate } = getDefaultRegistry().templates;

// Left to itself the form answers for the applicant: the first option of every choice, "no" and empty rows.
const NOTHING_ANSWERED = {
  constAsDefaults: "skipOneOf",
  requiredBooleanDefault: "skip",
  arrayMinItems: { populate: "never" },
};
const STRICT = {
  ...HASTY,
  strict: true,
  strictTypes: false, // a condition does not repeat the type of what it tests
  strictRequired: false, // nor a branch the members that stand outside it
  discriminator: true,
};
const ERROR_MARKUP = ["Unsupported field", "unsupported-field", "rjsf-config-error"];

function compile(schema) {
  const said = [];
  const logger = { log: () => {}, warn: (text) => said.push(text), error: (text) => said.push(text) };
  try {
    const accepts = new Ajv2020({ ...STRICT, formats, keywords, logger }).compile(schema);
    return { accepts, said };
  } catch (error) {
    return { accepts: () => null, said: [...said, error.message] };
  }
}

// With these two settings the id of a field is its JSON Pointer.
const POINTERS = { idPrefix: "", idSeparator: "/" };

function draw({ schema, uiSchema }, formData) {
  const fields = [];
  const said = [];
  const recordField = (props) => {
    if (!props.hidden) fields.push({ pointer: props.id, required: props.required, readOnly: props.readonly });
    return createElement(FieldTemplate, props);
  };
  const form = { schema, uiSchema, formData, validator, ...POINTERS, templates: { FieldTemplate: recordField } };
  const markup = listening(said, () =>
    renderToStaticMarkup(createElement(Form, { ...form, experimental_defaultFormStateBehavior: NOTHING_ANSWERED })),
  );
  const errors = [...said, ...ERROR_MARKUP.filter((sign) => markup.includes(sign))];
  return { errors, fields: fields.map((field) => ({ ...field, title: titleAt(field.pointer, markup) })) };
}

// React and the form complain on the console, and raise for a widget they do not have.
function listening(said, work) {
  const { warn, error } = console;
  console.warn = console.error = (...words) => said.push(words.map(String).join(" "));
  try {
    return work();
  } catch (raised) {
    said.push(raised.message);
    return "";
  } finally {
    Object.assign(console, { warn, error });
  }
}

// As label, as legend of a group or a list, or beside a checkbox.
function titleAt(pointer, markup) {
  const found =
    markup.match(new RegExp(`<label[^>]* for="${pointer}">([^<]*)`)) ??
    markup.match(new RegExp(`<legend id="${pointer}__title">([^<]*)`)) ??
    markup.match(new RegExp(`<input type="checkbox" id="${pointer}"[^>]*><span>([^<]*)`));
  return found && unescape(found[1]);
}

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };

function unescape(text) {
  return text.replace(/&(amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity]);
}

function check(asked) {
  const { accepts, said } = compile(asked.schema);
  const examples = asked.examples.map(({ name, answers }) => [
    name,
    { accepted: accepts(answers), ...draw(asked, answers) },
  ]);
  return { compiling: said, examples: Object.fromEntries(examples) };
}

const report = Object.fromEntries(cases.map((asked) => [asked.name, check(asked)]));
writeFileSync(reportFile, JSON.stringify(report));
