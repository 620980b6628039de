extension ConfigurationCatalog {
    static let boxKeys: [ConfigurationKey] = [
        ConfigurationKey(
            "name", .text, .required, .restart,
            "The box's name, in logs, reports and on peers' pages. It is the same as its label in the zone.",
            example: "box-1"),
        ConfigurationKey(
            "genesis", .path, .required, .restart,
            "The zone's genesis file, the same on every box. Its hash is what proofs and peers are held against.",
            example: "genesis.cbor"),
        ConfigurationKey(
            "key", .path, .required, .restart,
            "The box's secret signing key, as `gridtally keygen` or `gridtally setup` makes it. Only the service's user may read it.",
            example: "keys/box-1.key"),
        ConfigurationKey(
            "data", .path, .value("/var/lib/gridtally"), .restart,
            "The folder of the chain, the outbox and what the box remembers.",
            example: "/var/lib/gridtally"),
        ConfigurationKey(
            "control", .path, .value("/run/gridtally/control.sock"), .restart,
            "The Unix socket on which the service answers `gridtally status` and every other command.",
            example: "/run/gridtally/control.sock"),
        ConfigurationKey(
            "profiles", .path, .value("/usr/share/gridtally/profiles"), .applied,
            "The folder with a profile for each device model. A reload reads its files again.",
            example: "/usr/share/gridtally/profiles"),
        ConfigurationKey(
            "heartbeat", .duration, .value("60s"), .restart,
            "Validators: an empty block is made when the chain is older than this. It shows others that all is well.",
            example: "60s"),
        ConfigurationKey(
            "batch", .wait, .value("0s"), .restart,
            "Validators: transactions wait so long for others, to share a block. 2s suits thin links.",
            example: "2s"),
        ConfigurationKey(
            "collection", .duration, .value("5m"), .applied,
            "An interval's readings are sent this long after its end with what is there. What comes later goes with the next interval.",
            example: "5m"),
        ConfigurationKey(
            "clock", .path, .means("the machine's clock"), .restart,
            "Simulated zones only: the file of the clock that all processes share. It is refused beside a real port.",
            example: "clock.yaml"),
        ConfigurationKey(
            "network", .mapping, .means("the box follows nobody"), .restart,
            "Whom the box talks to, and where it is heard.", example: "{peers: []}"),
        ConfigurationKey(
            "buses", .list(of: .mapping, atMost: 64), .means("the box reads no line"), .restart,
            "The lines with meters and relays. What is inside a bus can be changed while the service runs; a bus that comes or goes waits for a restart.",
            example: "[]"),
        ConfigurationKey(
            "loss_detection", .list(of: .mapping, atMost: 16), .means("nothing is watched"), .restart,
            "The transformers and districts that the box itself watches for losses.", example: "[]"),
        ConfigurationKey(
            "page", .either([.choice(["off"]), .mapping]), .means("the page is on the loopback alone"), .restart,
            "The page for crews, the interface under `/api/v1` and the metrics. With off there are none.",
            example: "off"),
    ]

    static let pageKeys: [ConfigurationKey] = [
        ConfigurationKey(
            "page.listen", .text, .value("127.0.0.1:8750"), .restart,
            "Address and port at which the page is served. 0.0.0.0:8750 serves it to the whole network.",
            example: "127.0.0.1:8750"),
        ConfigurationKey(
            "page.names", .list(of: .text, atMost: 16), .means("none"), .restart,
            "Names by which browsers call the box, besides its addresses and its own name with .local. Others are refused.",
            example: "[meters.example]"),
    ]

    static let networkKeys: [ConfigurationKey] = [
        ConfigurationKey(
            "network.publish", .text, .means("nobody follows this box"), .restart,
            "Validators and relays: the ZeroMQ endpoint on which blocks go out.", example: "tcp://*:5750"),
        ConfigurationKey(
            "network.catch_up", .text, .means("nobody catches up here"), .restart,
            "Validators and relays: the ZeroMQ endpoint at which others fetch blocks and hand in transactions.",
            example: "tcp://*:5751"),
        ConfigurationKey(
            "network.relay", .boolean, .value("false"), .restart,
            "Passes on what validators say to one another. The box holds no authority by it.", example: "true"),
        ConfigurationKey(
            "network.gather", .wait, .value("0s"), .applied,
            "Followers: the box waits so long for more blocks, to fetch them with one certificate. 5s suits thin links.",
            example: "5s"),
        ConfigurationKey(
            "network.snapshot_after", .either([.integer(1...1_000_000_000), .choice(["never"])]), unit: "blocks",
            .value("20000"), .restart,
            "So many blocks behind its peers the box fetches the state, not the blocks. With never it keeps every block.",
            example: "20000"),
        ConfigurationKey(
            "network.peers", .list(of: .mapping, atMost: 64), .means("none"), .restart,
            "Those whom the box fetches blocks from and hands its transactions to.", example: "[]"),
        ConfigurationKey(
            "network.peers[].name", .text, .required, .restart, "What the peer is called in reports.",
            example: "substation"),
        ConfigurationKey(
            "network.peers[].key_file", .path, .means("the key stands in `key`"), .restart,
            "The file with the peer's public key. It is what is believed where both are there.",
            example: "keys/substation.key.pub"),
        ConfigurationKey(
            "network.peers[].key", .hexadecimal(digits: 64), .means("the key stands in `key_file`"), .restart,
            "The peer's public key itself.",
            example: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
        ConfigurationKey(
            "network.peers[].publish", .text, .required, .restart, "The endpoint on which the peer publishes.",
            example: "tcp://10.0.0.1:5750"),
        ConfigurationKey(
            "network.peers[].catch_up", .text, .required, .restart, "The endpoint at which the peer is caught up with.",
            example: "tcp://10.0.0.1:5751"),
    ]

    static let lossKeys: [ConfigurationKey] = [
        ConfigurationKey(
            "loss_detection[].node", .text, .required, .restart, "Label of the node on the chain; each once.",
            example: "transformer-1"),
        ConfigurationKey(
            "loss_detection[].topology", .path, .required, .restart,
            "The network below it, as for `gridtally balance analyse`. Each meter_id is a label of a meter in `buses`.",
            example: "transformer-1.json"),
    ]
}
