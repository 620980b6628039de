extension DemonstrationPlan {
    /// Where a validator listens.
    struct Endpoints: Sendable {
        var publish: String
        var catchUp: String
    }

    /// A validator's configuration: no lines, and links to all other validators.
    func validator(_ name: String, _ endpoints: [String: Endpoints], profiles: String) -> String {
        let own = endpoints[name].map { "  publish: \"\($0.publish)\"\n  catch_up: \"\($0.catchUp)\"" } ?? ""
        return """
            name: \(name)
            genesis: genesis.cbor
            key: keys/\(name).key
            data: \(name)
            control: \(name).sock
            clock: clock.yaml
            profiles: "\(profiles)"
            heartbeat: 5m
            page: off
            network:
            \(own)
            \(Self.peers(Self.validators.filter { $0 != name }, endpoints))

            """
    }

    private static func peers(_ names: [String], _ endpoints: [String: Endpoints]) -> String {
        "  peers:\n"
            + names.compactMap { name in
                endpoints[name].map { place in
                    "    - {name: \(name), key_file: keys/\(name).key.pub, publish: \"\(place.publish)\", "
                        + "catch_up: \"\(place.catchUp)\"}"
                }
            }.joined(separator: "\n")
    }

    /// The houses' meters on a line, each with its relay.
    private func houses(below transformer: Int) -> [String] {
        (1...Self.houses).map { house in
            let (module, channel) = house <= 8 ? ("relays-a", house) : ("relays-b", house - 8)
            return "      - {name: house-\(Self.padded(house)), unit: \(house), profile: eastron-sdm120, "
                + "meter: \(Self.meter(transformer, house)), relay: {device: \(module), channel: \(channel), "
                + "paired_at: \"\(self.origin)\", latching: true, side: load, breaking_amperes: 60}}"
        }
    }

    /// A follower's configuration: one line with a transformer's meter, twelve houses and two relay modules.
    func follower(_ transformer: Int, _ endpoints: [String: Endpoints], profiles: String) -> String {
        let isWatching = transformer == Self.watchedTransformer
        let node = Self.node(transformer)
        let watch = "loss_detection:\n  - {node: \(node), topology: \(node).json}\n"
        let telemetry = "    telemetry: \(Self.pollSeconds)\n"
        return """
            name: box-\(transformer)
            genesis: genesis.cbor
            key: keys/box-\(transformer).key
            data: box-\(transformer)
            control: box-\(transformer).sock
            clock: clock.yaml
            profiles: "\(profiles)"
            collection: 12m
            \(DemonstrationFiles.page("box-\(transformer)", self.pages))
            network:
            \(Self.peers(Self.upstream["box-\(transformer)"] ?? [], endpoints))
            \(isWatching ? watch : "")buses:
              - name: line-\(transformer)
                port: line-\(transformer).tty
                baud: \(Self.baud)
                parity: E
                poll: \(Self.pollSeconds)
            \(isWatching ? telemetry : "")    devices:
                  - {name: transformer, unit: 100, profile: eastron-sdm630, meter: M\(transformer)}
            \(self.houses(below: transformer).joined(separator: "\n"))
                  - {name: relays-a, unit: 201, profile: waveshare-relay-8ch}
                  - {name: relays-b, unit: 202, profile: waveshare-relay-8ch}

            """
    }
}
