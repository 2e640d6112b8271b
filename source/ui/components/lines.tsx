import {Text} from 'ink';
import {memo, type JSX} from 'react';

/** One composed line. A Text without text would have no height. */
const Line = memo(({text}: {readonly text: string}) => <Text>{text === '' ? ' ' : text}</Text>);
Line.displayName = 'Line';

/** Lines that are already as wide as they shall be: a Text each, the cheapest that Ink can draw. */
export function Lines({lines}: {readonly lines: readonly string[]}): JSX.Element {
	// A line is its place on the screen: nothing moves.
	return <>{lines.map((text, index) => <Line key={index} text={text}/>)}</>;
}
