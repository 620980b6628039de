import DeviceProfiles
import FieldBus
public import Foundation
import Glibc
import StrictYAML

/// `gridtally config check`: reads what `run` would read, opens no line and no chain, and goes on after a mistake.
public enum ConfigurationCheck {
    public static func report(_ file: URL) -> ConfigurationCheckReport {
        let root: YAMLNode
        do {
            root = try YAMLDocument.parse(try FileError.text(of: file), file: file.path)
        } catch {
            return ConfigurationCheckReport(file: file.path, problems: [.init(error, file)])
        }
        var problems = ConfigurationInspection.problems(in: root)
        do {
            let configuration = try BoxConfiguration(contentsOf: file)
            guard problems.isEmpty else { return self.report(file, problems) }
            return ConfigurationCheckReport(file: file.path, problems: self.files(configuration, root))
        } catch let error as YAMLError {
            // The reader knows best what it means; the catalogue knows of the rest of the file.
            problems.removeAll { $0.location == error.location && $0.field == error.field }
            return self.report(file, [error] + problems)
        } catch {
            var report = self.report(file, problems)
            report.problems.append(.init(error, file))
            return report
        }
    }

    private static func report(_ file: URL, _ problems: [YAMLError]) -> ConfigurationCheckReport {
        let sorted = problems.sorted {
            ($0.location.line, $0.location.column) < ($1.location.line, $1.location.column)
        }
        return ConfigurationCheckReport(file: file.path, problems: sorted.map { .init($0) })
    }

    /// The files that it names, and what hangs on the lines.
    private static func files(
        _ configuration: BoxConfiguration, _ root: YAMLNode
    ) -> [ConfigurationCheckReport.Problem] {
        var problems: [ConfigurationCheckReport.Problem] = []
        func look(at key: String, _ body: () throws -> Void) {
            do {
                try body()
            } catch {
                problems.append(.init(error, configuration.file, root.member(key)?.location, field: key))
            }
        }
        look(at: "genesis") { _ = try GenesisDocument.readEncoded(configuration.genesis) }
        // The service's own key is nobody else's to read.
        if geteuid() == 0 || access(configuration.key.path, F_OK) != 0 || access(configuration.key.path, R_OK) == 0 {
            look(at: "key") { _ = try KeyFile.read(configuration.key) }
        }
        guard !configuration.buses.isEmpty else { return problems }
        look(at: "profiles") {
            let profiles = try ProfileFolder.read(configuration.profiles)
            let unknown = self.unknownProfiles(root, profiles)
            problems += unknown.map { .init($0) }
            guard unknown.isEmpty else { return }
            look(at: "buses") { _ = try BusPlan(configuration: configuration, profiles: profiles).buses() }
        }
        return problems
    }

    /// The places of devices whose profile is not in the folder.
    private static func unknownProfiles(_ root: YAMLNode, _ profiles: ProfileCatalog) -> [YAMLError] {
        let names = profiles.profiles.map(\.name)
        let fields = try? YAMLFields(root, allowed: ConfigurationCatalog.keys(in: "").map(\.name))
        let buses = (try? fields?["buses"]?.list(atMost: 64)) ?? []
        let devices = buses.flatMap { (try? $0.member("devices")?.list(atMost: 247)) ?? [] }
        return devices.compactMap { device in
            guard let place = device.member("profile"), let name = try? place.text(), profiles[name] == nil else {
                return nil
            }
            let nearest = NearestName.all(name, among: names).prefix(3)
            return place.error(
                "there is no profile `\(name)`", expected: "a profile of the folder `profiles`",
                advice: nearest.isEmpty
                    ? "`gridtally profiles` lists them." : "Did you mean \(nearest.joined(separator: ", "))?")
        }
    }
}
