/* A rule of the operator's own: set, listed, edited, removed. */
import {databaseConnections, ports} from '../../helpers/small-server/plan.ts';
import {keys, type Operator} from './operator.ts';
import type {Task} from './task.ts';

const limit = databaseConnections - 10;
/** Critical: its alert is among the first of the list. */
const rule = `connections > ${limit} critical where sport:${ports.database}`;
const flags = ['--alert', rule];

/** Opens Alerts and chooses the alert of the rule. */
async function chooseAlert(operator: Operator): Promise<void> {
	const isChosen = (screen: readonly string[]) => screen.some(line => line.startsWith('▶') && line.includes(`:${ports.database} `));
	const alert = new RegExp(String.raw`CRITICAL tcp 0\.0\.0\.0:${ports.database} .* ${databaseConnections} connections`);
	// Those that were there before the monitor are said, too, so that the order is settled.
	await operator.see(/2 critical/);
	operator.press('8');
	const screen = await operator.see(alert);
	if (isChosen(screen)) {
		return;
	}

	operator.press('j');
	await operator.see(isChosen);
}

export const ruleTasks: readonly Task[] = [
	{
		name: 'set a rule',
		async perform(operator) {
			await operator.see(/! {1,2}9000 tcp slowd/);
			operator.press('A', keys.eraseLeft, keys.eraseRight);
			operator.type(rule);
			operator.press(keys.enter);
			await operator.see(new RegExp(`! {1,2}${ports.database} tcp pgdb`));
		},
	},
	{
		name: 'list the rules',
		flags,
		async perform(operator) {
			await operator.see(/2 critical/);
			operator.press('8');
			await operator.see(new RegExp(`! *--alert +rule +.* firing on 1: Fires at > ${limit}`));
			// The fixed checks are listed with it.
			await operator.see(/! *default +check +accept queue +firing on 1: > 80 %/);
			await operator.see(/ {2}default +check +open files +not fired: > 90 %/);
		},
	},
	{
		name: 'edit a rule: only the connections of one application',
		flags,
		async perform(operator) {
			await chooseAlert(operator);
			operator.press('e');
			await operator.see(screen => screen.some(line => line.includes(`Edit rule: ${rule.slice(0, 40)}`)));
			operator.type(' dst:10.24.0.20');
			operator.press(keys.enter);
			// Half of the connections are that application's.
			await operator.see(new RegExp(`session +rule +.* not fired: Fires at > ${limit}`));
			await operator.see(screen => screen[0]!.includes(' 1 critical'));
		},
	},
	{
		name: 'remove a rule',
		flags,
		async perform(operator) {
			await chooseAlert(operator);
			operator.press('d');
			await operator.see(/Remove a rule/);
			operator.press('y');
			await operator.see(screen => screen[0]!.includes(' 1 critical') && screen.every(line => !/--alert +rule/.test(line)));
		},
	},
];
