/** Kinds that make pods. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/ */
export const WORKLOADS = `
List: kind apiVersion metadata:ListMeta items!:[]any
ListMeta: selfLink resourceVersion continue remainingItemCount:*l
Deployment: kind apiVersion metadata:ObjectMeta spec:DeploymentSpec status:DeploymentStatus
DeploymentSpec: replicas:*i selector!:*LabelSelector template!:PodTemplateSpec strategy:Strategy minReadySeconds:i revisionHistoryLimit:*i paused:b progressDeadlineSeconds:*i
Strategy: type rollingUpdate:*RollingUpdate
RollingUpdate: partition:*i maxUnavailable:*p maxSurge:*p
DeploymentStatus: observedGeneration:l replicas:i updatedReplicas:i readyReplicas:i availableReplicas:i unavailableReplicas:i conditions:[type]any collisionCount:*i
StatefulSet: kind apiVersion metadata:ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus
StatefulSetSpec: replicas:*i selector!:*LabelSelector template!:PodTemplateSpec volumeClaimTemplates:[]PersistentVolumeClaim serviceName podManagementPolicy updateStrategy:Strategy revisionHistoryLimit:*i minReadySeconds:i persistentVolumeClaimRetentionPolicy:*any ordinals:*Ordinals
Ordinals: start!:i
StatefulSetStatus: observedGeneration:l replicas!:i readyReplicas:i currentReplicas:i updatedReplicas:i currentRevision updateRevision collisionCount:*i conditions:[type]any availableReplicas!:i
DaemonSet: kind apiVersion metadata:ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus
DaemonSetSpec: selector!:*LabelSelector template!:PodTemplateSpec updateStrategy:Strategy minReadySeconds:i revisionHistoryLimit:*i
DaemonSetStatus: currentNumberScheduled!:i numberMisscheduled!:i desiredNumberScheduled!:i numberReady!:i observedGeneration:l updatedNumberScheduled:i numberAvailable:i numberUnavailable:i collisionCount:*i conditions:[type]any
ReplicaSet: kind apiVersion metadata:ObjectMeta spec:ReplicaSetSpec status:ReplicaStatus
ReplicaSetSpec: replicas:*i minReadySeconds:i selector!:*LabelSelector template:PodTemplateSpec
ReplicaStatus: replicas!:i fullyLabeledReplicas:i readyReplicas:i availableReplicas:i observedGeneration:l conditions:[type]any
ReplicationController: kind apiVersion metadata:ObjectMeta spec:ReplicationControllerSpec status:ReplicaStatus
ReplicationControllerSpec: replicas:*i minReadySeconds:i selector:{}s template:*PodTemplateSpec
Job: kind apiVersion metadata:ObjectMeta spec:JobSpec status:JobStatus
JobSpec: parallelism:*i completions:*i activeDeadlineSeconds:*l podFailurePolicy:*any successPolicy:*any backoffLimit:*i backoffLimitPerIndex:*i maxFailedIndexes:*i selector:*LabelSelector manualSelector:*b template!:PodTemplateSpec ttlSecondsAfterFinished:*i completionMode:*s suspend:*b podReplacementPolicy:*s managedBy:*s
JobStatus: conditions:[type]any active:i succeeded:i failed:i
CronJob: kind apiVersion metadata:ObjectMeta spec:CronJobSpec status:CronJobStatus
CronJobSpec: schedule! timeZone:*s startingDeadlineSeconds:*l concurrencyPolicy suspend:*b jobTemplate!:JobTemplateSpec successfulJobsHistoryLimit:*i failedJobsHistoryLimit:*i
JobTemplateSpec: metadata:ObjectMeta spec:JobSpec
CronJobStatus: active:[]any lastScheduleTime:*t lastSuccessfulTime:*t
DeploymentConfig: kind apiVersion metadata:ObjectMeta spec:DeploymentConfigSpec status:DeploymentConfigStatus
DeploymentConfigSpec: strategy!:DeploymentConfigStrategy minReadySeconds:i triggers!:[]any replicas!:i revisionHistoryLimit:*i test!:b paused:b selector:{}s template:*PodTemplateSpec
DeploymentConfigStrategy: type customParams:*any recreateParams:*any rollingParams:*any resources:ResourceRequirements labels:{}s annotations:{}s activeDeadlineSeconds:*l
DeploymentConfigStatus: latestVersion!:l observedGeneration!:l replicas!:i updatedReplicas!:i availableReplicas!:i unavailableReplicas!:i details:*any conditions:[type]any readyReplicas:i
`;
