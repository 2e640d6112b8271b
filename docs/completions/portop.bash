# Completion of portop for bash 4.3 or newer, with or without the package bash-completion.
# What stands between :begin and :end is written by `npm run readme`.

_portop() {
	local words=("${COMP_WORDS[0]}") current=0 rest=${COMP_LINE#*"${COMP_WORDS[0]}"} index piece
	# bash splits words at = and : too. Put together they are what portop will get.
	for ((index = 1; index < ${#COMP_WORDS[@]}; index++)); do
		piece=${COMP_WORDS[index]}
		if [[ $rest == [![:space:]]* ]]; then
			words[-1]+=$piece
		else
			words+=("$piece")
			rest=${rest#"${rest%%[![:space:]]*}"}
		fi

		rest=${rest#"$piece"}
		((index == COMP_CWORD)) && current=$((${#words[@]} - 1))
	done

	# The words that are no flags, the flags, the one whose value is being completed, and whether -- stands before.
	local inputs=() given=' ' asked='' verbatim='' ended='' word name
	for ((index = 1; index < ${#words[@]}; index++)); do
		word=${words[index]}
		_portop_name "${word%%=*}"
		if ((index == current)); then
			verbatim=$ended
			[[ -z $ended && $word == --*=* ]] && asked=$name
		elif [[ -n $ended || $word != -?* ]]; then
			inputs+=("$word")
		elif [[ $word == -- ]]; then
			ended=yes
		else
			given+="$name "
			if [[ $word != *=* ]] && _portop_takes_value "$name"; then
				((++index == current)) && asked=$name
			fi
		fi
	done

	# The first words of commands that are two.
	local command=${inputs[0]-monitor}
	# pairs:begin
	[[ $command == check ]] && command+=${inputs[1]+ ${inputs[1]}}
	# pairs:end

	# What may come next behind so many words, and whether hosts or files may.
	local position='' next=() hosts='' paths=''
	case $command in
	# words:begin
	monitor) position=0 next=(list probe check serve record history replay config) ;;
	list) position=1 next=(ports connections states) ;;
	probe) hosts=yes ;;
	'check port') ;;
	'check ping') hosts=yes ;;
	'check connections') ;;
	serve) ;;
	record) ;;
	history) position=1 next=(ports connections events probes) ;;
	replay) paths=yes ;;
	config) ;;
	check) position=1 next=(port ping connections) ;;
	# words:end
	esac

	# Spellings and, after =, the values; * before what may be repeated.
	local flags=()
	# flags:begin
	[[ $command == @(monitor|list|serve|record) ]] && flags+=('*--port=')
	[[ $command == @(monitor|list|replay|history) ]] && flags+=('--filter=')
	[[ $command == @(monitor|list|serve|record|'check port'|'check connections') ]] && flags+=('--source=netlink proc')
	[[ $command == @(list) ]] && flags+=('--udp=')
	[[ $command == @(monitor|list|serve) ]] && flags+=('-i,--interval=')
	[[ $command == @(monitor) ]] && flags+=('--history-size=')
	[[ $command == @(list|probe|history) ]] && flags+=('--json=')
	[[ $command == @(list|probe) ]] && flags+=('--watch=')
	[[ $command == @(monitor|replay|list|probe) ]] && flags+=('--numeric,--no-numeric=')
	[[ $command == @(monitor|replay|list|probe|history) ]] && flags+=('--utc,--no-utc=')
	[[ $command == @(monitor|replay|list|probe) ]] && flags+=('--no-color,--color=')
	[[ $command == @(monitor|replay) ]] && flags+=('--ascii,--no-ascii=')
	[[ $command == @(monitor|replay) ]] && flags+=('--plain,--no-plain=')
	[[ $command == @(monitor|replay) ]] && flags+=('--mouse,--no-mouse=')
	[[ $command == @(monitor|replay) ]] && flags+=('--theme=')
	[[ $command == @(monitor|list|probe|'check port'|'check ping'|'check connections'|serve|record|history|replay|config|check) ]] && flags+=('-h,--help=')
	[[ $command == @(monitor|list|probe|'check port'|'check ping'|'check connections'|serve|record|history|replay|config|check) ]] && flags+=('--version=')
	[[ $command == @(monitor|serve|record) ]] && flags+=('*--alert=')
	[[ $command == @(monitor|serve|record) ]] && flags+=('--no-detectors,--detectors=')
	[[ $command == @(monitor) ]] && flags+=('--bell,--no-bell=')
	[[ $command == @(monitor|serve|record|replay|config) ]] && flags+=('--config=@file')
	[[ $command == @(monitor|serve|record) ]] && flags+=('*--probe=@host')
	[[ $command == @(monitor|serve|record) ]] && flags+=('--probe-interval=')
	[[ $command == @(monitor|serve|record) ]] && flags+=('--passive,--no-passive=')
	[[ $command == @(probe|'check ping') ]] && flags+=('-i,--interval=')
	[[ $command == @(probe) ]] && flags+=('-c,--count=')
	[[ $command == @(monitor|probe|serve|record) ]] && flags+=('--timeout=')
	[[ $command == @(monitor|probe|serve|record|'check ping') ]] && flags+=('--method=connect syn icmp udp')
	[[ $command == @(monitor|probe|serve|record|'check ping'|'check port') ]] && flags+=('-4,--ipv4=')
	[[ $command == @(monitor|probe|serve|record|'check ping'|'check port') ]] && flags+=('-6,--ipv6=')
	[[ $command == @(monitor|probe|serve|record|'check ping') ]] && flags+=('--interface=')
	[[ $command == @(monitor|probe|serve|record|'check ping') ]] && flags+=('--source-port=')
	[[ $command == @(monitor|probe|serve|record|'check ping') ]] && flags+=('--ttl=')
	[[ $command == @(monitor|probe|serve|record|'check ping') ]] && flags+=('--tos=')
	[[ $command == @(monitor|probe|serve|record|'check ping') ]] && flags+=('--dscp=')
	[[ $command == @(monitor|probe|serve|record|'check ping') ]] && flags+=('--df=')
	[[ $command == @(monitor|probe|serve|record|'check ping') ]] && flags+=('--size=')
	[[ $command == @(monitor|probe|serve|record|'check ping') ]] && flags+=('--flags=')
	[[ $command == @(monitor|probe|serve|record|'check ping') ]] && flags+=('--data=')
	[[ $command == @('check port'|'check ping'|'check connections'|check) ]] && flags+=('--format=nagios site24x7 openmetrics json')
	[[ $command == @('check port'|'check ping'|'check connections'|check) ]] && flags+=('*-w,--warning=')
	[[ $command == @('check port'|'check ping'|'check connections'|check) ]] && flags+=('*-c,--critical=')
	[[ $command == @('check port'|'check ping'|'check connections'|check) ]] && flags+=('--timeout=')
	[[ $command == @('check port'|'check ping') ]] && flags+=('--reply-timeout=')
	[[ $command == @('check port'|'check ping'|'check connections'|check) ]] && flags+=('--always-ok=')
	[[ $command == @('check port'|'check ping'|'check connections'|check) ]] && flags+=('--no-perfdata=')
	[[ $command == @('check port'|'check ping'|'check connections'|check) ]] && flags+=('--max-line=')
	[[ $command == @('check ping') ]] && flags+=('--host=@host')
	[[ $command == @('check ping') ]] && flags+=('--count=')
	[[ $command == @('check port'|'check ping') ]] && flags+=('--plugin-config=@file')
	[[ $command == @('check port'|'check ping'|'check connections'|check) ]] && flags+=('--plugin-version=')
	[[ $command == @('check port'|'check ping'|'check connections'|check) ]] && flags+=('--heartbeat=True False')
	[[ $command == @('check port') ]] && flags+=('*--port=')
	[[ $command == @('check port') ]] && flags+=('--host=@host')
	[[ $command == @('check port') ]] && flags+=('--window=')
	[[ $command == @('check port') ]] && flags+=('--goal=open closed')
	[[ $command == @('check port') ]] && flags+=('--tls=')
	[[ $command == @('check port') ]] && flags+=('--tls-name=')
	[[ $command == @('check port') ]] && flags+=('--send=')
	[[ $command == @('check port') ]] && flags+=('--expect=')
	[[ $command == @('check connections') ]] && flags+=('*--conn-type=all tcp tcp6 udp udp6')
	[[ $command == @('check connections') ]] && flags+=('*--conn-status=all listen established syn_sent syn_recv fin_wait1 fin_wait2 close_wait closing last_ack time_wait close none')
	[[ $command == @(serve) ]] && flags+=('--listen=')
	[[ $command == @(serve) ]] && flags+=('--token-file=@file')
	[[ $command == @(serve) ]] && flags+=('--insecure=')
	[[ $command == @(config) ]] && flags+=('--check=')
	[[ $command == @(config) ]] && flags+=('--example=')
	[[ $command == @(record) ]] && flags+=('--file=@file')
	[[ $command == @(record) ]] && flags+=('-i,--interval=')
	[[ $command == @(record) ]] && flags+=('--keep=')
	[[ $command == @(record) ]] && flags+=('--max-size=')
	[[ $command == @(history) ]] && flags+=('--file=@file')
	[[ $command == @(history) ]] && flags+=('--since=')
	[[ $command == @(history) ]] && flags+=('--until=')
	[[ $command == @(history) ]] && flags+=('--group-by=process host unit container user port ending target kind subject')
	[[ $command == @(history) ]] && flags+=('--sort=')
	[[ $command == @(history) ]] && flags+=('--reverse=')
	[[ $command == @(history) ]] && flags+=('--limit=')
	[[ $command == @(history) ]] && flags+=('--csv=')
	# flags:end

	local offered=() values='' flag names
	for flag in "${flags[@]}"; do
		IFS=, read -ra names <<<"${flag%%=*}"
		for name in "${names[@]#\*}"; do
			[[ $name == "$asked" ]] && values=${flag#*=}
			[[ $flag != \** && $given == *" $name "* ]] && continue 2
		done

		offered+=("${names[@]#\*}")
	done

	# Of the word as bash sees it, which may begin behind = or :, what is no part of a value or host.
	local prefix=${2%"${2##*[=/]}"}
	COMPREPLY=()
	if [[ $values == @file || (-z $asked && -n $paths && (-n $verbatim || $2 != -*)) ]]; then
		compopt -o default
	elif [[ $values == @host || (-z $asked && -n $hosts && (-n $verbatim || $2 != -*)) ]]; then
		# A host may have a scheme before it; behind a colon is its port.
		[[ ${words[current]#*//} == *:* ]] || mapfile -t COMPREPLY < <(compgen -P "$prefix" -A hostname -- "${2#"$prefix"}")
	elif [[ -n $asked ]]; then
		mapfile -t COMPREPLY < <(compgen -P "$prefix" -W "$values" -- "${2#"$prefix"}")
	elif [[ -z $verbatim && $2 == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "${offered[*]}" -- "$2")
	elif [[ ${#inputs[@]} == "$position" ]]; then
		mapfile -t COMPREPLY < <(compgen -W "${next[*]}" -- "$2")
	fi
}

# Sets name to the usual spelling of a flag.
_portop_name() {
	case $1 in
	# aliases:begin
	--plugin_version) name=--plugin-version ;;
	--duration) name=--window ;;
	# aliases:end
	*) name=$1 ;;
	esac
}

_portop_takes_value() {
	case $1 in
	# valued:begin
	--port | --filter | --source | -i | --interval | --history-size | --theme | --alert | --config | --probe | --probe-interval | -c | --count | --timeout | --method | --interface | --source-port | --ttl | --tos | --dscp | --size | --flags | --data | --format | -w | --warning | --critical | --reply-timeout | --max-line | --host | --plugin-config | --plugin-version | --plugin_version | --heartbeat | --window | --duration | --goal | --tls-name | --send | --expect | --conn-type | --conn-status | --listen | --token-file | --file | --keep | --max-size | --since | --until | --group-by | --sort | --limit) ;;
	# valued:end
	*) return 1 ;;
	esac
}

complete -F _portop portop
