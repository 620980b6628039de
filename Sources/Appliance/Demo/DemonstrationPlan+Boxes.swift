extension DemonstrationPlan {
    /// Endpoints of the validator.
    struct Endpoints: Sendable {
        var publish: String
        var catchUp: String
    }

    /// The validator's configuration: no lines, blocks out and questions in.
    func validator(_ endpoints: Endpoints, profiles: String) -> String {
        """
        name: substation
        genesis: genesis.cbor
        key: keys/substation.key
        data: substation
        control: substation.sock
        clock: clock.yaml
        profiles: "\(profiles)"
        heartbeat: 5m
        network: {publish: "\(endpoints.publish)", catch_up: "\(endpoints.catchUp)"}

        """
    }

    /// A follower's configuration: one line with a transformer's meter, twelve houses and two relay modules.
    func follower(_ transformer: Int, _ endpoints: Endpoints, profiles: String) -> String {
        let devices = (1...Self.houses).map { house in
            let (module, channel) = house <= 8 ? ("relays-a", house) : ("relays-b", house - 8)
            return "      - {name: house-\(Self.padded(house)), unit: \(house), profile: eastron-sdm120, "
                + "meter: \(Self.meter(transformer, house)), relay: {device: \(module), channel: \(channel), "
                + "paired_at: \"\(self.origin)\", latching: true, side: load, breaking_amperes: 60}}"
        }
        return """
            name: box-\(transformer)
            genesis: genesis.cbor
            key: keys/box-\(transformer).key
            data: box-\(transformer)
            control: box-\(transformer).sock
            clock: clock.yaml
            profiles: "\(profiles)"
            collection: 12m
            network:
              peers:
                - name: substation
                  key_file: keys/substation.key.pub
                  publish: "\(endpoints.publish)"
                  catch_up: "\(endpoints.catchUp)"
            buses:
              - name: line-\(transformer)
                port: line-\(transformer).tty
                baud: 38400
                parity: E
                poll: 0.5
                devices:
                  - {name: transformer, unit: 100, profile: eastron-sdm630, meter: M\(transformer)}
            \(devices.joined(separator: "\n"))
                  - {name: relays-a, unit: 201, profile: waveshare-relay-8ch}
                  - {name: relays-b, unit: 202, profile: waveshare-relay-8ch}

            """
    }
}
