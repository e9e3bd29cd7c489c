// A carrier on the package smpp. Takes one JSON command a line, and tells what happens one JSON object a line.
//
// Commands: {"next": "lose" | "late" | "unbind" | "throttle" | "drop"} for the next submit, {"late": true} answers
// what is late, {"receipts": "text" | "twice" | "options" | "none"}, {"reply": {"from": …, "text": …}}, {"cut": true}.
const smpp = require('smpp');
const readline = require('readline');

const sessions = new Set();
const next = [];
const late = [];
let receipts = 'text';
let count = 0x2a000;

function tell(what) {
  process.stdout.write(JSON.stringify(what) + '\n');
}

function receipt(session, pdu, id) {
  // The answer has the id in hexadecimal; the text has it in decimal, with leading zeros.
  const decimal = String(parseInt(id, 16)).padStart(10, '0');
  const text = `id:${decimal} sub:001 dlvrd:001 submit date:2611210900 done date:2611210901 stat:DELIVRD err:000 Text:`;
  const common = {
    source_addr: pdu.destination_addr, source_addr_ton: 1, source_addr_npi: 1, destination_addr: pdu.source_addr, esm_class: 4,
  };
  const heard = (answer) => tell({ acknowledged: id, status: answer.command_status });
  if (receipts === 'options') {
    session.deliver_sm({ ...common, receipted_message_id: id, message_state: 2 }, heard);
  } else if (receipts !== 'none') {
    session.deliver_sm({ ...common, short_message: text }, heard);
    if (receipts === 'twice') session.deliver_sm({ ...common, short_message: text }, heard);
  }
}

function submit(session, pdu) {
  const manner = next.shift();
  if (manner === 'throttle') {
    session.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
    return;
  }
  if (manner === 'drop') return;
  count += 1;
  const id = count.toString(16);
  tell({
    taken: id, number: pdu.destination_addr, source: pdu.source_addr, coding: pdu.data_coding,
    text: pdu.short_message.message, udh: pdu.short_message.udh ? pdu.short_message.udh.length : 0, // elements of the header
    payload: pdu.message_payload ? pdu.message_payload.message : null,
  });
  const answer = () => {
    session.send(pdu.response({ message_id: id }));
    receipt(session, pdu, id);
  };
  if (manner === 'lose') session.socket.destroy();
  else if (manner === 'late') late.push(answer);
  else if (manner === 'unbind') session.unbind(() => tell({ unbound: true })), setTimeout(answer, 50);
  else answer();
}

const server = smpp.createServer((session) => {
  sessions.add(session);
  session.on('close', () => sessions.delete(session));
  session.on('error', () => sessions.delete(session));
  session.on('bind_transceiver', (pdu) => {
    const known = pdu.system_id === 'shop' && pdu.password === 'secret';
    session.send(pdu.response({ command_status: known ? 0 : smpp.ESME_RINVPASWD, system_id: 'carrier' }));
    tell({ bound: known });
  });
  session.on('submit_sm', (pdu) => submit(session, pdu));
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => { session.send(pdu.response()); session.close(); });
});
server.listen(0, '127.0.0.1', () => tell({ port: server.address().port }));

const commands = readline.createInterface({ input: process.stdin });
commands.on('line', (line) => {
  const command = JSON.parse(line);
  if (command.next) next.push(command.next);
  if (command.receipts) receipts = command.receipts;
  if (command.late) late.splice(0).forEach((answer) => answer());
  if (command.cut) sessions.forEach((session) => session.socket.destroy());
  if (command.reply) {
    sessions.forEach((session) => session.deliver_sm(
      { source_addr: command.reply.from, source_addr_ton: 1, destination_addr: '106', short_message: command.reply.text },
      (answer) => tell({ acknowledged: 'reply', status: answer.command_status }),
    ));
  }
  tell({ done: Object.keys(command)[0] });
});
commands.on('close', () => process.exit(0));
