# Completion of portop for fish 3.1 or newer. What stands between :begin and :end is written by `npm run readme`.

# Sets, in the caller: command; inputs, the words that are no flags; given, the flags; asked, the one whose value is being typed.
function __portop_read --no-scope-shadowing
    set -l words (commandline -opc)
    set -l ended
    set -l index 2
    while test $index -le (count $words)
        set -l word $words[$index]
        set -l name (string replace -r '=.*' '' -- $word)
        if test -n "$ended"; or not string match -q -- '-?*' $word
            set -a inputs $word
        else if test $word = --
            set ended yes
        else
            switch $name
            # aliases:begin
            case --plugin_version
                set name --plugin-version
            case --duration
                set name --window
            # aliases:end
            end
            set -a given $name
            if test $name = $word; and __portop_takes_value $name
                if test $index -eq (count $words)
                    set asked $name
                else
                    set index (math $index + 1)
                end
            end
        end
        set index (math $index + 1)
    end
    # The first words of commands that are two.
    set command $inputs[1]
    test -n "$command"; or set command monitor
    # pairs:begin
    test "$command" = check -a (count $inputs) -gt 1; and set command "$command $inputs[2]"
    # pairs:end
end

function __portop_takes_value
    # valued:begin
    contains -- $argv[1] --port --filter --source -i --interval --history-size --theme --alert --config --probe --probe-interval -c --count --timeout --method --interface --source-port --ttl --tos --dscp --size --flags --data --format -w --warning --critical --reply-timeout --max-line --host --plugin-config --plugin-version --plugin_version --heartbeat --window --duration --goal --tls-name --send --expect --conn-type --conn-status --listen --token-file --file --keep --max-size --since --until --group-by --sort --limit
    # valued:end
end

# Whether one of these commands is typed, and none of these spellings of a flag but for the one that waits for its value.
function __portop_takes --argument-names spellings
    set -l command
    set -l inputs
    set -l given
    set -l asked
    __portop_read
    contains -- $command $argv[2..-1]; or return 1
    for spelling in (string split -n ' ' -- $spellings)
        contains -- $spelling $given; and test "$spelling" != "$asked"; and return 1
    end
    return 0
end

# Whether this command is typed, and the word is the one behind so many; without a number: any.
function __portop_at --argument-names name position
    set -l command
    set -l inputs
    set -l given
    set -l asked
    __portop_read
    test "$command" = "$name" -a -z "$asked"; or return 1
    test -z "$position"; or test (count $inputs) -eq $position
end

complete -c portop -f
# words:begin
complete -c portop -n "__portop_at monitor 0" -a list -d 'one sample; connections as ss -antp'
complete -c portop -n "__portop_at monitor 0" -a probe -d 'loss and round-trip times'
complete -c portop -n "__portop_at monitor 0" -a check -d 'port, ping, connections'
complete -c portop -n "__portop_at monitor 0" -a serve -d 'metrics for Prometheus over HTTP'
complete -c portop -n "__portop_at monitor 0" -a record -d 'write history to a file until stopped'
complete -c portop -n "__portop_at monitor 0" -a history -d 'what was recorded: who, when, how much'
complete -c portop -n "__portop_at monitor 0" -a replay -d 'the monitor over a recording'
complete -c portop -n "__portop_at monitor 0" -a config -d 'check or explain the configuration'
complete -c portop -n "__portop_at list 1" -a ports
complete -c portop -n "__portop_at list 1" -a connections
complete -c portop -n "__portop_at list 1" -a states
complete -c portop -n "__portop_at probe" -a '(__fish_print_hostnames)'
complete -c portop -n "__portop_at 'check ping'" -a '(__fish_print_hostnames)'
complete -c portop -n "__portop_at history 1" -a ports
complete -c portop -n "__portop_at history 1" -a connections
complete -c portop -n "__portop_at history 1" -a events
complete -c portop -n "__portop_at history 1" -a probes
complete -c portop -n "__portop_at replay" -F
complete -c portop -n "__portop_at check 1" -a port -d 'check ports for a monitoring system'
complete -c portop -n "__portop_at check 1" -a ping -d 'check loss and round-trip times'
complete -c portop -n "__portop_at check 1" -a connections -d 'check the number of sockets by state'
# words:end
# flags:begin
complete -c portop -n "__portop_takes '' monitor list serve record" -l port -x -d 'show these, listed even while closed: 22,8000-8100'
complete -c portop -n "__portop_takes --filter monitor list replay history" -l filter -x -d 'show what matches, e.g. \'state:established rtt>20ms\''
complete -c portop -n "__portop_takes --source monitor list serve record 'check port' 'check connections'" -l source -x -a 'netlink proc' -d 'where to read sockets (default: netlink, else proc)'
complete -c portop -n "__portop_takes --udp list" -l udp -d 'list connections: UDP\'s too, as ss -antup'
complete -c portop -n "__portop_takes '-i --interval' monitor list serve" -s i -l interval -x -d 'between samples, 0.1 to 3600 (default 1)'
complete -c portop -n "__portop_takes --history-size monitor" -l history-size -x -d 'for samples to look back at (default 64Mi)'
complete -c portop -n "__portop_takes --json list probe history" -l json -d 'one JSON document (docs/json.md)'
complete -c portop -n "__portop_takes --watch list probe" -l watch -d 'JSON lines: list each interval, probe each outcome'
complete -c portop -n "__portop_takes '--numeric --no-numeric' monitor replay list probe" -l numeric -d 'numbers instead of service and user names'
complete -c portop -n "__portop_takes '--numeric --no-numeric' monitor replay list probe" -l no-numeric -d 'the opposite of --numeric'
complete -c portop -n "__portop_takes '--utc --no-utc' monitor replay list probe history" -l utc -d 'the clock in UTC'
complete -c portop -n "__portop_takes '--utc --no-utc' monitor replay list probe history" -l no-utc -d 'the opposite of --utc'
complete -c portop -n "__portop_takes '--no-color --color' monitor replay list probe" -l no-color -d 'no colours; NO_COLOR in the environment does it too'
complete -c portop -n "__portop_takes '--no-color --color' monitor replay list probe" -l color -d 'the opposite of --no-color'
complete -c portop -n "__portop_takes '--ascii --no-ascii' monitor replay" -l ascii -d 'ASCII only; by default where locale or TERM say so'
complete -c portop -n "__portop_takes '--ascii --no-ascii' monitor replay" -l no-ascii -d 'the opposite of --ascii'
complete -c portop -n "__portop_takes '--plain --no-plain' monitor replay" -l plain -d 'lines for screen readers: only changes are printed'
complete -c portop -n "__portop_takes '--plain --no-plain' monitor replay" -l no-plain -d 'the opposite of --plain'
complete -c portop -n "__portop_takes '--mouse --no-mouse' monitor replay" -l mouse -d 'click tabs, headings and rows; Shift selects text'
complete -c portop -n "__portop_takes '--mouse --no-mouse' monitor replay" -l no-mouse -d 'the opposite of --mouse'
complete -c portop -n "__portop_takes --theme monitor replay" -l theme -x -d 'dark, light, high-contrast, mono or your own'
complete -c portop -n "__portop_takes '-h --help' monitor list probe 'check port' 'check ping' 'check connections' serve record history replay config check" -s h -l help -d 'show this and exit'
complete -c portop -n "__portop_takes --version monitor list probe 'check port' 'check ping' 'check connections' serve record history replay config check" -l version -d 'show the version and exit'
complete -c portop -n "__portop_takes '' monitor serve record" -l alert -x -d 'alert when this holds (docs/alerts.md); repeatable'
complete -c portop -n "__portop_takes '--no-detectors --detectors' monitor serve record" -l no-detectors -d 'do not look for attacks, outages and leaks'
complete -c portop -n "__portop_takes '--no-detectors --detectors' monitor serve record" -l detectors -d 'the opposite of --no-detectors'
complete -c portop -n "__portop_takes '--bell --no-bell' monitor" -l bell -d 'ring the terminal\'s bell at each alert'
complete -c portop -n "__portop_takes '--bell --no-bell' monitor" -l no-bell -d 'the opposite of --bell'
complete -c portop -n "__portop_takes --config monitor serve record replay config" -l config -r -F -d 'instead of ~/.config/portop/config.toml'
complete -c portop -n "__portop_takes '' monitor serve record" -l probe -x -a '(__fish_print_hostnames)' -d 'probe this too; may be repeated'
complete -c portop -n "__portop_takes --probe-interval monitor serve record" -l probe-interval -x -d 'between probes, 0.01 to 3600 (default 1)'
complete -c portop -n "__portop_takes '--passive --no-passive' monitor serve record" -l passive -d 'do not connect to the ports of --port'
complete -c portop -n "__portop_takes '--passive --no-passive' monitor serve record" -l no-passive -d 'the opposite of --passive'
complete -c portop -n "__portop_takes '-i --interval' probe 'check ping'" -s i -l interval -x -d 'between probes, 0.01 to 3600 (default 1)'
complete -c portop -n "__portop_takes '-c --count' probe" -s c -l count -x -d 'stop after so many probes of each target'
complete -c portop -n "__portop_takes --timeout monitor probe serve record" -l timeout -x -d 'what comes later is late, 0.01 to 60 (default 1)'
complete -c portop -n "__portop_takes --method monitor probe serve record 'check ping'" -l method -x -a 'connect syn icmp udp' -d 'connect, syn, icmp, udp: of targets that name none'
complete -c portop -n "__portop_takes '-4 --ipv4' monitor probe serve record 'check ping' 'check port'" -s 4 -l ipv4 -d 'IPv4 addresses only'
complete -c portop -n "__portop_takes '-6 --ipv6' monitor probe serve record 'check ping' 'check port'" -s 6 -l ipv6 -d 'IPv6 addresses only'
complete -c portop -n "__portop_takes --interface monitor probe serve record 'check ping'" -l interface -x -d 'out of this interface only'
complete -c portop -n "__portop_takes --source-port monitor probe serve record 'check ping'" -l source-port -x -d 'from this port; not icmp'
complete -c portop -n "__portop_takes --ttl monitor probe serve record 'check ping'" -l ttl -x -d 'IPv4\'s TTL, IPv6\'s hop limit, 1 to 255'
complete -c portop -n "__portop_takes --tos monitor probe serve record 'check ping'" -l tos -x -d 'TOS or traffic class, 0 to 255 or 0x00 to 0xff'
complete -c portop -n "__portop_takes --dscp monitor probe serve record 'check ping'" -l dscp -x -d 'the upper six bits of it: 0 to 63, ef, cs0, af11, le'
complete -c portop -n "__portop_takes --df monitor probe serve record 'check ping'" -l df -d 'do not fragment; not connect'
complete -c portop -n "__portop_takes --size monitor probe serve record 'check ping'" -l size -x -d 'payload, 0 to 65527; not connect'
complete -c portop -n "__portop_takes --flags monitor probe serve record 'check ping'" -l flags -x -d 'TCP flags instead of SYN; syn only'
complete -c portop -n "__portop_takes --data monitor probe serve record 'check ping'" -l data -x -d 'payload, with \\n \\r \\t \\0 \\\\ \\xNN; udp only'
complete -c portop -n "__portop_takes --format 'check port' 'check ping' 'check connections' check" -l format -x -a 'nagios site24x7 openmetrics json' -d 'nagios (default), site24x7, openmetrics or json'
complete -c portop -n "__portop_takes '' 'check port' 'check ping' 'check connections' check" -s w -l warning -x -d 'WARNING outside of this range; repeatable'
complete -c portop -n "__portop_takes '' 'check port' 'check ping' 'check connections' check" -s c -l critical -x -d 'CRITICAL outside of this range; repeatable'
complete -c portop -n "__portop_takes --timeout 'check port' 'check ping' 'check connections' check" -l timeout -x -d 'UNKNOWN if there is no result by then'
complete -c portop -n "__portop_takes --reply-timeout 'check port' 'check ping'" -l reply-timeout -x -d 'for one answer of the network (default 1)'
complete -c portop -n "__portop_takes --always-ok 'check port' 'check ping' 'check connections' check" -l always-ok -d 'always exit with 0'
complete -c portop -n "__portop_takes --no-perfdata 'check port' 'check ping' 'check connections' check" -l no-perfdata -d 'nagios: no performance data'
complete -c portop -n "__portop_takes --max-line 'check port' 'check ping' 'check connections' check" -l max-line -x -d 'nagios: bytes of the first line (default 4096)'
complete -c portop -n "__portop_takes --host 'check ping'" -l host -x -a '(__fish_print_hostnames)' -d 'ping: a target'
complete -c portop -n "__portop_takes --count 'check ping'" -l count -x -d 'ping: probes of each target (default 5)'
complete -c portop -n "__portop_takes --plugin-config 'check port' 'check ping'" -l plugin-config -r -F -d 'read ports or hosts of a Site24x7 plug-in\'s .cfg'
complete -c portop -n "__portop_takes --plugin-version 'check port' 'check ping' 'check connections' check" -l plugin-version -x -d 'site24x7: plugin_version of the output (default 1)'
complete -c portop -n "__portop_takes --heartbeat 'check port' 'check ping' 'check connections' check" -l heartbeat -x -a 'True False' -d 'site24x7: heartbeat_required (default True)'
complete -c portop -n "__portop_takes '' 'check port'" -l port -x -d 'check these too: 22,8000-8100'
complete -c portop -n "__portop_takes --host 'check port'" -l host -x -a '(__fish_print_hostnames)' -d 'instead of this machine'
complete -c portop -n "__portop_takes --window 'check port'" -l window -x -d 'how long to measure, 1 to 300 (default 5)'
complete -c portop -n "__portop_takes --goal 'check port'" -l goal -x -a 'open closed' -d 'what is good: CRITICAL otherwise (default open)'
complete -c portop -n "__portop_takes --tls 'check port'" -l tls -d 'a TLS handshake, and the certificate\'s days left'
complete -c portop -n "__portop_takes --tls-name 'check port'" -l tls-name -x -d 'whose certificate it must be (default: --host)'
complete -c portop -n "__portop_takes --send 'check port'" -l send -x -d 'send this, with \\n \\r \\t \\0 \\\\ \\xNN'
complete -c portop -n "__portop_takes --expect 'check port'" -l expect -x -d 'CRITICAL unless the answer matches'
complete -c portop -n "__portop_takes '' 'check connections'" -l conn-type -x -a 'all tcp tcp6 udp udp6' -d 'only these: tcp, tcp6, udp, udp6, all; repeatable'
complete -c portop -n "__portop_takes '' 'check connections'" -l conn-status -x -a 'all listen established syn_sent syn_recv fin_wait1 fin_wait2 close_wait closing last_ack time_wait close none' -d 'only these, e.g. close_wait; repeatable'
complete -c portop -n "__portop_takes --listen serve" -l listen -x -d 'where to answer (default 127.0.0.1:9464)'
complete -c portop -n "__portop_takes --token-file serve" -l token-file -r -F -d 'the bearer token that clients must send'
complete -c portop -n "__portop_takes --insecure serve" -l insecure -d 'answer others than this machine without a token'
complete -c portop -n "__portop_takes --check config" -l check -d 'say what is wrong in the file, or that it is good'
complete -c portop -n "__portop_takes --example config" -l example -d 'print a file with every key, explained'
complete -c portop -n "__portop_takes --file record" -l file -r -F -d 'where to record (docs/record.md has the default)'
complete -c portop -n "__portop_takes '-i --interval' record" -s i -l interval -x -d 'between samples, 0.1 to 5 (default 1)'
complete -c portop -n "__portop_takes --keep record" -l keep -x -d 'for how long to keep it (default 30)'
complete -c portop -n "__portop_takes --max-size record" -l max-size -x -d 'of the file, whatever comes (default 1Gi)'
complete -c portop -n "__portop_takes --file history" -l file -r -F -d 'the recording (default: this machine\'s)'
complete -c portop -n "__portop_takes --since history" -l since -x -d 'from then on: -2h, yesterday 14:30 (default -1d)'
complete -c portop -n "__portop_takes --until history" -l until -x -d 'up to then, e.g. today, mon 3:00 (default now)'
complete -c portop -n "__portop_takes --group-by history" -l group-by -x -a 'process host unit container user port ending target kind subject' -d 'a row for each process, host, unit, user or port'
complete -c portop -n "__portop_takes --sort history" -l sort -x -d 'by a column as JSON names it, largest first'
complete -c portop -n "__portop_takes --reverse history" -l reverse -d 'the other way round'
complete -c portop -n "__portop_takes --limit history" -l limit -x -d 'only the first rows'
complete -c portop -n "__portop_takes --csv history" -l csv -d 'comma-separated values'
# flags:end
