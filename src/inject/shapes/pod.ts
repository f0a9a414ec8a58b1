/** Pods. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
export const POD = `
Pod: kind apiVersion metadata:ObjectMeta spec:PodSpec status:PodStatus
PodTemplateSpec: metadata:ObjectMeta spec:PodSpec
ObjectMeta: name generateName namespace selfLink uid resourceVersion generation:l creationTimestamp:*t deletionTimestamp:*t deletionGracePeriodSeconds:*l labels:{}s annotations:{}s ownerReferences:[uid]OwnerReference finalizers:[.]s managedFields:[]any
OwnerReference: apiVersion! kind! name! uid! controller:*b blockOwnerDeletion:*b
PodSpec: volumes:[name]Volume initContainers:[name]Container containers!:[name]Container ephemeralContainers:[name]Container restartPolicy terminationGracePeriodSeconds:*l activeDeadlineSeconds:*l dnsPolicy nodeSelector:{}s serviceAccountName serviceAccount automountServiceAccountToken:*b nodeName hostNetwork:b hostPID:b hostIPC:b shareProcessNamespace:*b securityContext:*PodSecurityContext imagePullSecrets:[name]LocalObjectReference hostname subdomain affinity:*Affinity schedulerName tolerations:[]Toleration hostAliases:[ip]HostAlias priorityClassName priority:*i dnsConfig:*PodDNSConfig readinessGates:[]PodReadinessGate runtimeClassName:*s enableServiceLinks:*b preemptionPolicy:*s overhead:{}q topologySpreadConstraints:[topologyKey]TopologySpreadConstraint setHostnameAsFQDN:*b os:*PodOS hostUsers:*b schedulingGates:[name]PodSchedulingGate resourceClaims:[name]PodResourceClaim resources:*ResourceRequirements hostnameOverride:*s
PodStatus: observedGeneration:l phase conditions:[type]any message reason
Container: name! image command:[]s args:[]s workingDir ports:[containerPort]ContainerPort envFrom:[]EnvFromSource env:[name]EnvVar resources:ResourceRequirements resizePolicy:[]ContainerResizePolicy restartPolicy:*s restartPolicyRules:[]any volumeMounts:[mountPath]VolumeMount volumeDevices:[devicePath]VolumeDevice livenessProbe:*Probe readinessProbe:*Probe startupProbe:*Probe lifecycle:*Lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext:*SecurityContext stdin:b stdinOnce:b tty:b targetContainerName
ContainerPort: name hostPort:i containerPort!:i protocol hostIP
ContainerResizePolicy: resourceName! restartPolicy!
EnvFromSource: prefix configMapRef:*NameSelector secretRef:*NameSelector
NameSelector: name optional:*b
EnvVar: name! value valueFrom:*EnvVarSource
EnvVarSource: fieldRef:*ObjectFieldSelector resourceFieldRef:*ResourceFieldSelector configMapKeyRef:*KeySelector secretKeyRef:*KeySelector fileKeyRef:*FileKeySelector
ObjectFieldSelector: apiVersion fieldPath!
ResourceFieldSelector: containerName resource! divisor!:q
KeySelector: name key! optional:*b
FileKeySelector: volumeName! path! key! optional:*b
ResourceRequirements: limits:{}q requests:{}q claims:[name]ResourceClaim
ResourceClaim: name! request
VolumeMount: name! readOnly:b recursiveReadOnly:*s mountPath! subPath mountPropagation:*s subPathExpr
VolumeDevice: name! devicePath!
Probe: exec:*ExecAction httpGet:*HTTPGetAction tcpSocket:*TCPSocketAction grpc:*GRPCAction initialDelaySeconds:i timeoutSeconds:i periodSeconds:i successThreshold:i failureThreshold:i terminationGracePeriodSeconds:*l
Lifecycle: postStart:*LifecycleHandler preStop:*LifecycleHandler stopSignal:*s
LifecycleHandler: exec:*ExecAction httpGet:*HTTPGetAction tcpSocket:*TCPSocketAction sleep:*SleepAction
ExecAction: command:[]s
HTTPGetAction: path port!:p host scheme httpHeaders:[]HTTPHeader
HTTPHeader: name! value!
TCPSocketAction: port!:p host
GRPCAction: port!:i service!:*s
SleepAction: seconds!:l
SecurityContext: capabilities:*Capabilities privileged:*b seLinuxOptions:*SELinuxOptions windowsOptions:*WindowsSecurityContextOptions runAsUser:*l runAsGroup:*l runAsNonRoot:*b readOnlyRootFilesystem:*b allowPrivilegeEscalation:*b procMount:*s seccompProfile:*Profile appArmorProfile:*Profile
Capabilities: add:[]s drop:[]s
SELinuxOptions: user role type level
Profile: type! localhostProfile:*s
WindowsSecurityContextOptions: gmsaCredentialSpecName:*s gmsaCredentialSpec:*s runAsUserName:*s hostProcess:*b
PodSecurityContext: seLinuxOptions:*SELinuxOptions windowsOptions:*WindowsSecurityContextOptions runAsUser:*l runAsGroup:*l runAsNonRoot:*b supplementalGroups:[]l supplementalGroupsPolicy:*s fsGroup:*l sysctls:[]Sysctl fsGroupChangePolicy:*s seccompProfile:*Profile appArmorProfile:*Profile seLinuxChangePolicy:*s
Sysctl: name! value!
LocalObjectReference: name
HostAlias: ip! hostnames:[]s
Toleration: key operator value effect tolerationSeconds:*l
TopologySpreadConstraint: maxSkew!:i topologyKey! whenUnsatisfiable! labelSelector:*LabelSelector minDomains:*i nodeAffinityPolicy:*s nodeTaintsPolicy:*s matchLabelKeys:[]s
PodDNSConfig: nameservers:[]s searches:[]s options:[]PodDNSConfigOption
PodDNSConfigOption: name value:*s
PodReadinessGate: conditionType!
PodOS: name!
PodSchedulingGate: name!
PodResourceClaim: name! resourceClaimName:*s resourceClaimTemplateName:*s
Affinity: nodeAffinity:*NodeAffinity podAffinity:*PodAffinity podAntiAffinity:*PodAffinity
NodeAffinity: requiredDuringSchedulingIgnoredDuringExecution:*NodeSelector preferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm
NodeSelector: nodeSelectorTerms!:[]NodeSelectorTerm
NodeSelectorTerm: matchExpressions:[]Requirement matchFields:[]Requirement
PreferredSchedulingTerm: weight!:i preference!:NodeSelectorTerm
PodAffinity: requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm
WeightedPodAffinityTerm: weight!:i podAffinityTerm!:PodAffinityTerm
PodAffinityTerm: labelSelector:*LabelSelector namespaces:[]s topologyKey! namespaceSelector:*LabelSelector matchLabelKeys:[]s mismatchLabelKeys:[]s
LabelSelector: matchLabels:{}s matchExpressions:[]Requirement
Requirement: key! operator! values:[]s
`;
