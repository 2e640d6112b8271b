// Imported rather than read: in the bundle it is a constant, and nothing is looked for on the disk at the start.

export {default as packageJson} from '../../package.json' with {type: 'json'};
