// Loads calendars with a strict parser of another project, and complains of whatever
// a calendar program may stumble over: node check.js FILE...
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;

// complaints are what is wrong with a calendar.
function complaints(text) {
  const wrong = [];
  for (const line of text.split("\r\n")) {
    if (Buffer.byteLength(line) > 75) wrong.push(`a line of ${Buffer.byteLength(line)} octets: ${line}`);
    if (/[\r\n]/.test(line)) wrong.push(`a line that ends otherwise than in CRLF: ${line}`);
  }
  const calendar = new ICAL.Component(ICAL.parse(text));
  if (calendar.name !== "vcalendar") wrong.push(`it is a ${calendar.name}`);
  if (calendar.getFirstPropertyValue("version") !== "2.0") wrong.push("its version is not 2.0");
  if (!calendar.getFirstPropertyValue("prodid")) wrong.push("it does not say what made it");
  const zones = new Set();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    const id = zone.getFirstPropertyValue("tzid");
    if (zones.has(id)) wrong.push(`the zone ${id} stands twice`);
    zones.add(id);
    ICAL.TimezoneService.register(id, new ICAL.Timezone(zone));
  }
  const uids = new Set();
  for (const part of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(part, { strictExceptions: true });
    const of = `${event.uid} (${event.summary})`;
    if (!event.uid || uids.has(event.uid)) wrong.push(`${of}: no UID of its own`);
    uids.add(event.uid);
    if (!event.summary) wrong.push(`${of}: no summary`);
    if (!part.getFirstPropertyValue("dtstamp")) wrong.push(`${of}: no DTSTAMP`);
    if (!["CONFIRMED", "CANCELLED"].includes(part.getFirstPropertyValue("status"))) wrong.push(`${of}: no status`);
    if (!Number.isInteger(event.sequence)) wrong.push(`${of}: no SEQUENCE`);
    for (const name of ["dtstart", "dtend"]) {
      const property = part.getFirstProperty(name);
      if (!property) {
        if (name === "dtstart") wrong.push(`${of}: no DTSTART`);
        continue;
      }
      const time = property.getFirstValue();
      if (Number.isNaN(time.toJSDate().getTime())) wrong.push(`${of}: ${name} is no time`);
      const zone = property.getParameter("tzid");
      if (zone && !zones.has(zone)) wrong.push(`${of}: the zone ${zone} is not in the calendar`);
      if (!time.isDate && !zone && time.zone !== ICAL.Timezone.utcTimezone) wrong.push(`${of}: ${name} is in no zone`);
    }
  }
  // What it understood, written and read once more, is the same.
  const again = new ICAL.Component(ICAL.parse(calendar.toString()));
  if (again.toString() !== calendar.toString()) wrong.push("it does not survive being written");
  return { wrong, events: uids.size, zones: [...zones] };
}

let failed = false;
for (const file of process.argv.slice(2)) {
  let found;
  try {
    found = complaints(readFileSync(file, "utf8"));
  } catch (error) {
    found = { wrong: [String(error)], events: 0, zones: [] };
  }
  console.log(`${file.replace(/.*\//, "")}: ${found.events} events, zones: ${found.zones.join(" ") || "none"}`);
  for (const complaint of found.wrong) console.log(`  ${complaint}`);
  failed ||= found.wrong.length > 0;
}
process.exit(failed || process.argv.length < 3 ? 1 : 0);
