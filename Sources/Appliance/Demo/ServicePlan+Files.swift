import Foundation
import Metering
import Tariffs

extension ServicePlan {
    func script(_ files: DemonstrationFiles) throws -> DemonstrationScript {
        let tariff = files.tariff(self.tariff)
        let pages = try DemonstrationFiles.pages([Self.box])
        let label = try TariffDocument.read(tariff).label
        return DemonstrationScript(
            origin: self.origin, scale: self.scale, keys: ["utility", "bank", Self.box],
            zone: DemonstrationScript.zone(
                self.service, origin: self.origin, members: [(label: Self.box, roles: "validator, box")]),
            registry: self.registry(tariff: tariff.path, label: label), scene: self.scene(),
            configurations: [(Self.box, self.configuration(profiles: files.profiles.path, pages))], pages: pages)
    }

    /// One node with every point below it; with a main, what it delivers is balanced against the points.
    private func registry(tariff: String, label: String) -> String {
        let nodes = self.points.map { "  - {label: S\($0.meter), kind: service_point, parent: zone}" }
        let accounts = self.points.map { "  - {label: \($0.account), tariff: \(label)}" }
        let main = self.main.map {
            "  - {label: \(Self.mainMeter), serial: \"\($0.serial)\", node: zone, box: \(Self.box), "
                + "purpose: delivers, service: \(self.service)}"
        }
        let meters = self.points.map { point in
            "  - {label: \(point.meter), serial: \"\(point.serial)\", node: S\(point.meter), box: \(Self.box), "
                + "account: \(point.account), purpose: consumes, service: \(self.service), disconnect: true}"
        }
        return """
            tariffs:
              - {file: "\(tariff)", effective_from: \(self.origin.adding(seconds: -60))}
            nodes:
              - {label: zone, kind: feeder\(self.main == nil ? "" : Self.loss)}
            \(nodes.joined(separator: "\n"))
            accounts:
            \(accounts.joined(separator: "\n"))
            meters:
            \(((main.map { [$0] } ?? []) + meters).joined(separator: "\n"))

            """
    }

    /// What a pipe may lose without anybody having to look.
    private static let loss =
        ", loss: {fixed_litres_per_hour: 60, percent: 1, tolerance_percent: 2, threshold_kl: 1.5}"

    private func scene() -> String {
        let main = self.main.map {
            "    main: {counter: \(Self.counter), input: \(Self.mainInput), litres_per_pulse: \($0.litresPerPulse), "
                + "initial_pulses: 52100}"
        }
        let leak = self.main.map {
            "events:\n  - leak: {line: line, litres_per_hour: \($0.leakLitresPerHour), from: +\($0.breaksAfterHours)h}"
        }
        let outlets = self.points.enumerated().map { index, point in
            "      - {counter: \(Self.counter), input: \(index + 1), \(point.use), initial_pulses: \(1000 * (index + 1)), "
                + "relay: {module: \(Self.module), channel: \(index + 1)}}"
        }
        return """
            scene: \(self.service)
            seed: 20260105
            start: \(self.origin)
            utc_offset: "+05:30"
            lines:
              - name: line
                link: line.tty
                baud: 19200
                turnaround_ms: 5
            \(main.map { $0 + "\n" } ?? "")    outlets:
            \(outlets.joined(separator: "\n"))
                pulse_counters:
                  - {unit: \(Self.counter), profile: isma-sfar-s-8di8do}
                relay_modules:
                  - {unit: \(Self.module), profile: waveshare-relay-8ch}
            \(leak ?? "")

            """
    }

    private func configuration(profiles: String, _ pages: [String: UInt16]) -> String {
        let counter = "unit: \(Self.counter), profile: isma-sfar-s-8di8do"
        let main = self.main.map {
            "      - {name: main, \(counter), meter: \(Self.mainMeter), serial: \"\($0.serial)\", pulses: {input: "
                + "\(Self.mainInput), litres: \($0.litresPerPulse), most_per_hour: \($0.mostPulsesPerHour)}}"
        }
        let points = self.points.enumerated().map { index, point in
            "      - {name: point-\(index + 1), \(counter), meter: \(point.meter), serial: \"\(point.serial)\", pulses: "
                + "{input: \(index + 1), \(self.pulse), most_per_hour: \(self.mostPerHour)}, relay: {device: actuators, "
                + "channel: \(index + 1), paired_at: \"\(self.origin)\", latching: true, side: load, "
                + "breaking_amperes: 10, actuator_amperes: 0.5}}"
        }
        return """
            name: \(Self.box)
            genesis: genesis.cbor
            key: keys/\(Self.box).key
            data: \(Self.box)
            control: \(Self.box).sock
            clock: clock.yaml
            profiles: "\(profiles)"
            heartbeat: 5m
            collection: 12m
            \(DemonstrationFiles.page(Self.box, pages))
            buses:
              - name: line
                port: line.tty
                baud: 19200
                poll: 0.5
                devices:
            \(((main.map { [$0] } ?? []) + points).joined(separator: "\n"))
                  - {name: actuators, unit: \(Self.module), profile: waveshare-relay-8ch}

            """
    }
}
