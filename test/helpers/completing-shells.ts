import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {
	mkdir,
	mkdtemp,
	rm,
	symlink,
	writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {startInPty, type PtySession} from '../pty/driver.ts';
import {execute} from './execute.ts';
import {root} from './portop.ts';
import type {Requirements} from './requirements.ts';

/** A word that a shell offers, and what it says of it. */
export type Offer = {
	readonly word: string;
	readonly description: string;
};

export type CompletingShell = AsyncDisposable & {
	/**
	What the Tab key would offer.
	@param line Before the cursor.
	@param behind The rest of the line.
	*/
	offers(line: string, behind?: string): Promise<readonly Offer[]>;
	/**
	What Tab makes of a line.
	@param expected Is waited for.
	*/
	complete(line: string, expected: string): Promise<string>;
};

export type ShellKind = {
	readonly name: string;
	readonly requirements: Requirements;
	/** Says what the words are. */
	readonly describes: boolean;
	/** Lets completions see the words behind the cursor. */
	readonly seesBehind: boolean;
	/** @param host A name that is to be known. */
	start(host: string): Promise<CompletingShell>;
};

const completions = path.join(root, 'docs/completions');
const bashCompletion = '/usr/share/bash-completion/bash_completion';

/* What would be offered is printed, not inserted; the names of files readline itself inserts. */
const bashOffers = `
PS1='ready> '
compopt() { builtin compopt "$@" && files=yes; }
offered() {
	local files
	_portop "$@"
	[[ -n $files ]] && return
	printf '\\n<begin>\\n'
	printf '%s\\n' "\${COMPREPLY[@]}"
	printf '<end>\\n'
	COMPREPLY=()
}
complete -F offered portop
`;

/* The same; what would be offered goes through compadd. */
const zshOffers = `
PROMPT='ready> '
# With EDITOR=vi, which npm sets, its keys would be vi's.
bindkey -e
unsetopt prompt_sp prompt_cr beep
fpath=(${completions} $fpath)
autoload -Uz compinit; compinit -D -u
zstyle ':completion:*' list-grouped false
zstyle ':completion:*' hosts $KNOWN_HOST
compadd() {
	if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then
		builtin compadd "$@"
		return
	fi
	local -a found shown
	local shownIn index
	(( \${@[(I)-d]} )) && shownIn=\${@[\${@[(I)-d]} + 1]} && shown=("\${(@P)shownIn}")
	builtin compadd -A found -D shown "$@"
	for (( index = 1; index <= $#found; index++ )); do
		offers+=("$found[index]\t$shown[index]")
	done
	builtin compadd "$@"
}
offered() { _main_complete; compstate[insert]=; compstate[list]= }
zle -C offered complete-word offered
show() { offers=(); zle offered; print; print -r '<begin>'; print -rl -- $offers; print -r '<end>' }
zle -N show
bindkey '^T' show
`;

/** The shells, and bash also with the package that most have. */
export const shells: readonly ShellKind[] = [
	{
		name: 'bash',
		requirements: {tools: ['bash', 'setsid']},
		describes: false,
		seesBehind: true,
		start: async host => startBash(host, `source ${completions}/portop.bash`),
	},
	{
		name: 'bash with bash-completion',
		requirements: {tools: ['bash', 'setsid'], missing: existsSync(bashCompletion) ? undefined : 'bash-completion'},
		describes: false,
		seesBehind: true,
		start: async host => startBash(host, `source ${bashCompletion}; _completion_loader portop`),
	},
	{
		name: 'zsh',
		requirements: {tools: ['zsh', 'setsid']},
		describes: true,
		seesBehind: true,
		async start(host) {
			const folder = await mkdtemp(path.join(tmpdir(), 'portop-zsh-'));
			await writeFile(path.join(folder, '.zshrc'), zshOffers);
			return startInteractive(folder, ['zsh', '-i'], {ZDOTDIR: folder, KNOWN_HOST: host}, '\u{14}');
		},
	},
	{
		name: 'fish',
		requirements: {tools: ['fish']},
		describes: true,
		seesBehind: false,
		start: startFish,
	},
];

async function startBash(host: string, load: string): Promise<CompletingShell> {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-bash-'));
	// Where bash-completion looks for the completions of a user.
	const usersCompletions = path.join(folder, 'bash-completion/completions');
	await mkdir(usersCompletions, {recursive: true});
	await symlink(path.join(completions, 'portop.bash'), path.join(usersCompletions, 'portop'));
	await writeFile(path.join(folder, 'hosts'), `192.0.2.1 ${host}\n`);
	await writeFile(path.join(folder, 'bashrc'), `${load}\n${bashOffers}`);
	return startInteractive(folder, ['bash', '--noprofile', '--rcfile', path.join(folder, 'bashrc'), '-i'], {
		INPUTRC: '/dev/null',
		XDG_DATA_HOME: folder,
		HOSTFILE: path.join(folder, 'hosts'),
	}, '\t');
}

/**
Starts a shell in a terminal.
@param key Makes it print what it would offer.
*/
async function startInteractive(folder: string, command: readonly string[], env: Readonly<Record<string, string>>, key: string): Promise<CompletingShell> {
	const session = await startInPty({
		command, columns: 200, cwd: root, env: {...env, HOME: folder, LC_ALL: 'C.UTF-8'},
	});
	await session.waitFor('ready>', {timeout: 20_000});
	const toTheLeft = '\u{2}';
	const eraseLine = '\u{5}\u{15}';
	return {
		async offers(line, behind = '') {
			const start = session.output().length;
			session.press(`${line}${behind}${toTheLeft.repeat(behind.length)}${key}`);
			const text = await printed(session, start);
			session.press(eraseLine);
			return parseOffers(text);
		},
		async complete(line, expected) {
			session.press(`${line}\t`);
			const screen = await session.waitFor(expected);
			session.press(eraseLine);
			return screen.findLast(shown => shown !== '')!.replace('ready> ', '').trim();
		},
		async [Symbol.asyncDispose]() {
			await session[Symbol.asyncDispose]();
			await rm(folder, {recursive: true});
		},
	};
}

async function printed(session: PtySession, start: number): Promise<string> {
	let text: string | undefined;
	await session.waitFor(() => {
		text = /<begin>\r?\n(?<text>[\s\S]*?)<end>/.exec(session.output().subarray(start).toString())?.groups?.['text'];
		return text !== undefined;
	});
	return text!;
}

async function startFish(host: string): Promise<CompletingShell> {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-fish-'));
	await mkdir(path.join(folder, '.ssh'));
	await writeFile(path.join(folder, '.ssh/known_hosts'), `${host} ssh-ed25519 AAAA\n`);
	const offers = async (line: string) => {
		const {stdout, stderr} = await execute('fish', ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', path.join(completions, 'portop.fish'), line], {
			cwd: root, env: {...process.env, HOME: folder, LC_ALL: 'C.UTF-8'},
		});
		assert.equal(stderr, '');
		return parseOffers(stdout);
	};

	return {
		offers,
		async complete(line) {
			const completed = await offers(line);
			return completed.map(({word}) => `${line.slice(0, line.lastIndexOf(' ') + 1)}${word}`).join('\n');
		},
		async [Symbol.asyncDispose]() {
			await rm(folder, {recursive: true});
		},
	};
}

function parseOffers(text: string): readonly Offer[] {
	return text.split(/\r?\n/).filter(line => line !== '').map(line => {
		const [word = '', shown = ''] = line.split('\t', 2);
		// zsh has put the words into columns, the description behind them.
		return {word, description: shown.replace(/^.*? -- /, '')};
	});
}
