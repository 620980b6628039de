public import Foundation
import Glibc
import Platform

/// What support needs of a box, in one file, without its secrets.
public struct SupportBundle: Sendable {
    /// Stories of units that are kept at most: those with trouble first.
    private static let unitLimit = 64
    private static let eventLimit = 500

    let doctor: Doctor

    public init(_ doctor: Doctor) { self.doctor = doctor }

    /// Looks at everything, and writes `file` (mode 0600) in one go: it is whole, or not there.
    ///
    /// - Throws: where the file cannot be written.
    public func write(to file: URL) async throws -> DoctorReport {
        let seen = await self.doctor.examine()
        var entries: [(name: String, text: String)] = [
            ("report.txt", DoctorText.text(of: seen.report) + "\n"), ("report.json", try ReportJSON.line(seen.report)),
            ("versions.txt", Self.versions),
        ]
        if let text = try? FileError.text(of: self.doctor.file) {
            entries.append(("configuration.yaml", Redaction.configuration(text)))
        }
        if let status = seen.status { entries.append(("status.json", try ReportJSON.line(status))) }
        if seen.status != nil {
            entries.append(("statistics.json", try Self.lines(seen.statistics)))
            entries.append(("devices.json", try Self.lines(seen.health)))
            entries += await self.stories(seen)
        }
        try Self.replace(file, with: try Self.pack(entries, key: self.key))
        return seen.report
    }

    /// The box's secret key, so that no trace of it is in the bundle; nil where this user may not read it.
    private var key: String? {
        guard let configuration = try? BoxConfiguration(contentsOf: self.doctor.file),
            let text = try? FileError.text(of: configuration.key)
        else { return nil }
        return text.split(separator: "\n").first { $0.hasPrefix("seed: ") }.map { String($0.dropFirst(6)) }
    }

    private func stories(_ seen: Doctor.Findings) async -> [(name: String, text: String)] {
        let socket = (try? BoxConfiguration(contentsOf: self.doctor.file))?.control
        guard let socket = self.doctor.socket ?? socket else { return [] }
        let client = ControlClient(socket: socket)
        let units = seen.statistics.flatMap { bus in bus.units.map { (bus: bus.name, unit: $0) } }
            .sorted { $0.unit.trouble > $1.unit.trouble }
        var stories: [WhyReport] = []
        for (bus, unit) in units.prefix(Self.unitLimit) {
            let name = ControlClient.part(bus)
            if let story: WhyReport = try? await client.get("/api/v1/why?bus=\(name)&unit=\(unit.unit)") {
                stories.append(story)
            }
        }
        let first = seen.status.map { $0.height > 1000 ? $0.height - 1000 : 0 } ?? 0
        let events: [EventReport] =
            (try? await client.get("/api/v1/events?from=\(first)&count=\(Self.eventLimit)")) ?? []
        return [
            ("exchanges.json", (try? Self.lines(stories)) ?? ""), ("events.json", (try? Self.lines(events)) ?? ""),
        ]
    }

    private static func lines(_ values: [some Encodable]) throws -> String {
        try values.map { try ReportJSON.line($0) + "\n" }.joined()
    }

    private static var versions: String {
        func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
        let system = text("/etc/os-release").split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") } ?? ""
        let load = text("/proc/loadavg").trimmingCharacters(in: .whitespacesAndNewlines)
        let memory = text("/proc/meminfo").split(separator: "\n").prefix(3).joined(separator: "; ")
        return """
            gridtally \(Product.version)
            \(text("/proc/version").trimmingCharacters(in: .whitespacesAndNewlines))
            \(system)
            up \(StatisticsText.duration(Double(SystemClock.uptimeNanoseconds) / 1e9)), load \(load)
            \(memory)

            """
    }

    /// - Parameter key: hexadecimal digits that must be in none of the files.
    static func pack(_ entries: [(name: String, text: String)], key: String?) throws -> [UInt8] {
        let seconds = RealtimeClock.nanoseconds / 1_000_000_000
        var archive = TarArchive()
        for (name, text) in entries {
            var text = text
            if let key, !key.isEmpty {
                text = text.replacingOccurrences(of: key, with: "[key left out]", options: .caseInsensitive)
            }
            archive.add("gridtally-bundle/\(name)", Array(text.utf8), seconds: seconds)
        }
        return GzipFile.encode(archive.data, seconds: UInt32(clamping: seconds))
    }

    /// Writes beside it, syncs, and moves it into place.
    private static func replace(_ file: URL, with bytes: [UInt8]) throws {
        let beside = file.deletingLastPathComponent()
            .appendingPathComponent(".\(file.lastPathComponent).\(getpid())")
        func failure(_ code: Int32) -> FileError {
            FileError(
                file, "cannot be written (\(String(cString: strerror(code))))",
                "Choose a folder that this user may write, with room for a few MB.")
        }
        // Whatever is left of an earlier attempt of this name is ours.
        unlink(beside.path)
        let descriptor = open(beside.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(errno) }
        var code: Int32 = 0
        var rest = bytes[...]
        while !rest.isEmpty, code == 0 {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 { code = errno == EINTR ? 0 : errno } else { rest = rest.dropFirst(count) }
        }
        if code == 0, fsync(descriptor) != 0 { code = errno }
        close(descriptor)
        if code == 0, rename(beside.path, file.path) != 0 { code = errno }
        guard code == 0 else {
            unlink(beside.path)
            throw failure(code)
        }
    }
}
