import Foundation
import Glibc
import Identity
import Ledger

/// What is to be done after a setup: by the registrar, and on the box.
struct SetupSteps {
    private let draft: SetupDraft
    private let key: PublicKey
    private let isNewKey: Bool
    private let genesis: Genesis

    init(_ draft: SetupDraft, key: PublicKey, isNewKey: Bool, _ genesis: Genesis) {
        (self.draft, self.key, self.isNewKey, self.genesis) = (draft, key, isNewKey, genesis)
    }

    var text: String { (self.keyLines + self.registrar + self.start).joined(separator: "\n") }

    private var keyLines: [String] {
        [
            "",
            self.isNewKey
                ? "A new key: \(self.draft.key.path). Keep a copy where nobody else reads it."
                : "The key that was there is used: \(self.draft.key.path).",
        ]
    }

    private var registrar: [String] {
        var lines: [String] = []
        let known = self.genesis.principals.first { $0.key == self.key }
        if let known {
            lines += ["", "The zone's genesis knows this key as \(known.label)."]
        } else {
            lines += [
                "", "To the registrar of zone \(self.genesis.zone), the box's public key:", "  \(self.key.hex)",
            ]
        }
        let meters = self.draft.lines.flatMap(\.devices).filter { $0.meter != nil }
        guard !meters.isEmpty else { return lines }
        lines += ["", "To the registrar, for the registry (node, account and purpose are the registrar's):", "meters:"]
        return lines + meters.map(self.entry)
    }

    private func entry(_ device: SetupDraft.Device) -> String {
        let serial = device.serial.map { ", serial: \"\($0)\"}" } ?? "}  # and the serial number on its name plate"
        return
            "  - {label: \(SetupDraft.scalar(device.meter ?? "")), box: \(SetupDraft.scalar(self.draft.name))\(serial)"
    }

    private var start: [String] {
        let isInstalled = self.draft.file.path == LineWish.standardConfiguration
        let check = "gridtally poll --config \(self.draft.file.path) --cycles 3"
        let run = isInstalled ? "systemctl enable --now gridtally" : "gridtally run --config \(self.draft.file.path)"
        var lines = ["", "On the box:"]
        if isInstalled, geteuid() == 0 {
            lines.append("  chown -R gridtally: \(self.draft.key.deletingLastPathComponent().path)")
        }
        lines += ["  \(check)", "  \(run)"]
        if self.draft.lines.flatMap(\.devices).contains(where: { $0.meter == nil }) {
            lines.append("Relays: write `relay` beside their meters, then `gridtally relay pair`.")
        }
        return lines
    }
}
