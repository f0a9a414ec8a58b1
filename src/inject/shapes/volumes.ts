/** Volumes. https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/ */
export const VOLUMES = `
Volume: name! hostPath:*HostPathVolume emptyDir:*EmptyDirVolume gcePersistentDisk:*any awsElasticBlockStore:*any gitRepo:*any secret:*SecretVolume nfs:*NFSVolume iscsi:*any glusterfs:*any persistentVolumeClaim:*ClaimVolume rbd:*any flexVolume:*any cinder:*any cephfs:*any flocker:*any downwardAPI:*DownwardAPIVolume fc:*any azureFile:*any configMap:*ConfigMapVolume vsphereVolume:*any quobyte:*any azureDisk:*any photonPersistentDisk:*any projected:*ProjectedVolume portworxVolume:*any scaleIO:*any storageos:*any csi:*CSIVolume ephemeral:*EphemeralVolume image:*ImageVolume
HostPathVolume: path! type:*s
EmptyDirVolume: medium sizeLimit:*q
SecretVolume: secretName items:[]KeyToPath defaultMode:*i optional:*b
ConfigMapVolume: name items:[]KeyToPath defaultMode:*i optional:*b
KeyToPath: key! path! mode:*i
NFSVolume: server! path! readOnly:b
ClaimVolume: claimName! readOnly:b
DownwardAPIVolume: items:[]DownwardAPIFile defaultMode:*i
DownwardAPIFile: path! fieldRef:*ObjectFieldSelector resourceFieldRef:*ResourceFieldSelector mode:*i
ProjectedVolume: sources!:[]VolumeProjection defaultMode:*i
VolumeProjection: secret:*NamedProjection downwardAPI:*DownwardAPIVolume configMap:*NamedProjection serviceAccountToken:*ServiceAccountTokenProjection clusterTrustBundle:*ClusterTrustBundleProjection podCertificate:*any
NamedProjection: name items:[]KeyToPath optional:*b
ServiceAccountTokenProjection: audience expirationSeconds:*l path!
ClusterTrustBundleProjection: name:*s signerName:*s labelSelector:*LabelSelector optional:*b path!
CSIVolume: driver! readOnly:*b fsType:*s volumeAttributes:{}s nodePublishSecretRef:*LocalObjectReference
ImageVolume: reference pullPolicy
EphemeralVolume: volumeClaimTemplate:*ClaimTemplate
ClaimTemplate: metadata:ObjectMeta spec!:ClaimSpec
PersistentVolumeClaim: kind apiVersion metadata:ObjectMeta spec:ClaimSpec status:ClaimStatus
ClaimSpec: accessModes:[]s selector:*LabelSelector resources:VolumeResources volumeName storageClassName:*s volumeMode:*s dataSource:*any dataSourceRef:*any volumeAttributesClassName:*s
VolumeResources: limits:{}q requests:{}q
ClaimStatus: phase accessModes:[]s capacity:{}q conditions:[type]any
`;
