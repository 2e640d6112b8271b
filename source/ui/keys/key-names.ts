/** As keys are shown, where that is not what they type. */
const shownKeys: Readonly<Record<string, string>> = {
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	'page-up': 'PgUp',
	'page-down': 'PgDn',
	home: 'Home',
	end: 'End',
	enter: 'Enter',
	escape: 'Esc',
	backspace: 'Backspace',
	delete: 'Del',
	tab: 'Tab',
	'shift-tab': 'Shift-Tab',
	' ': 'Space',
};

/** A key as the help and the status line show it: `↑`, `Ctrl-C`. */
export function shownKey(key: string): string {
	return shownKeys[key] ?? (key.startsWith('ctrl-') ? `Ctrl-${key.slice(-1).toUpperCase()}` : key);
}
