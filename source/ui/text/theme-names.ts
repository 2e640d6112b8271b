/** The styles by their meaning; their looks are the theme's. */
export const styleNames = [
	'good',
	'warning',
	'bad',
	'alarm',
	'muted',
	'accent',
	'received',
	'sent',
	'heading',
	'sorted',
	'selected',
	'new',
	'vanished',
	'cursor',
] as const;
export type StyleName = (typeof styleNames)[number];

/** The look of each style in words: look.ts. */
export type Looks = Readonly<Record<StyleName, string>>;

/** `default`: dark or light, as the terminal says; until it does, what reads on both. `high-contrast`: nothing recedes, what is wrong is inverse. `mono`: no colours. */
export const themeNames = ['default', 'dark', 'light', 'high-contrast', 'mono'] as const;
export type ThemeName = (typeof themeNames)[number];

/** A theme, with looks of the user's own. */
export type ThemeChoice = {
	readonly base: ThemeName;
	readonly looks: Readonly<Partial<Looks>>;
};

/** Themes of the user's own, by their names. */
export type OwnThemes = ReadonlyArray<readonly [name: string, theme: ThemeChoice]>;

/** Returns every name of a theme: the user's own first. */
export function namesOfThemes(own: OwnThemes = []): readonly string[] {
	return [...own.map(([name]) => name), ...themeNames];
}

/** Returns the theme of a name; undefined where there is none. One of the user's own goes before one of portop's. */
export function findTheme(wanted: string, own: OwnThemes = []): ThemeChoice | undefined {
	const base = themeNames.find(name => name === wanted);
	return own.find(([name]) => name === wanted)?.[1] ?? (base === undefined ? undefined : {base, looks: {}});
}
